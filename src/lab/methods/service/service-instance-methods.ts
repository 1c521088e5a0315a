/** Methods of ServiceInstance. */
import type { MethodTable } from "../method.js";
import { serviceContent } from "./service-content.js";

export const serviceInstanceMethods: MethodTable = {
  "ServiceInstance.RetrieveServiceContent": ({ world }) => serviceContent(world),
  "ServiceInstance.CurrentTime": ({ world }) => new Date(world.clock.now()).toISOString(),
};
