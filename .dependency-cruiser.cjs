// The house plan as rules: imports go down only, rooms on one step never meet, each library has one room. See docs/rooms.md.
const ranks = ["shared", "inventory", "policies", "alerts|actions", "streams|vim|bus|notify|settings", "app|lab", "trials", "cli"];
const rule = (name, from, to) => ({ name, severity: "error", from, to });
const down = ranks.slice(0, -1).map((room, i) =>
  rule(`down-from-${room}`, { path: `^src/(${room})/` }, { path: `^src/(${ranks.slice(i + 1).join("|")})/` }));
const sideways = ranks.filter((row) => row.includes("|")).map((row) =>
  rule(`no-sideways-${row}`, { path: `^src/(${row})/` }, { path: `^src/(${row})/`, pathNot: "^src/$1/" }));
const only = (pkg, rooms) =>
  rule(`${pkg}-only-in-${rooms}`, { path: "^src/", pathNot: `^src/(${rooms})/` }, { path: `node_modules/${pkg}(/|$)` });

module.exports = {
  forbidden: [
    ...down,
    ...sideways,
    rule("no-cycle", {}, { circular: true }),
    only("rxjs", "streams"), only("soap", "vim"), only("saxes", "vim|lab"), only("@nats-io", "bus"), only("convict", "settings"),
    only("@marcbachmann/cel-js", "policies"), only("nodemailer", "notify"), only("pino", "app"), only("prom-client", "app"), only("commander", "cli"),
    rule("lab-stands-alone", { path: "^src/lab/" }, { path: "^src/", pathNot: "^src/(lab|shared)/" }),
    rule("pure-core", { path: "^src/(shared|inventory|policies|alerts|actions)/" }, { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".mjs", ".cjs"], exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
