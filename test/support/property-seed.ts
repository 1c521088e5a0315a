/** Property tests draw the same cases every time, so that a green change stays green; the long share draws new ones and prints the seed of what it finds. */
import fc from "fast-check";

if (process.env["TETHERD_TEST_LONG"] !== "1") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261128 });
