/** The document a client reads before login to choose an API version (vim-facts 1.6). */
import { priorVersions } from "../wire/api-version.js";

export function serviceVersions(apiVersion: string): string {
  const prior = priorVersions(apiVersion).map((version) => `   <version>${version}</version>\n`).join("");
  return '<?xml version="1.0" encoding="UTF-8" ?>\n<namespaces version="1.0">\n <namespace>\n  <name>urn:vim25</name>\n'
    + `  <version>${apiVersion}</version>\n  <priorVersions>\n${prior}  </priorVersions>\n </namespace>\n</namespaces>\n`;
}
