/**
 * A SOAP envelope as the operation it asks for, the object it is for, and checked arguments. It only reads: whether the object exists or the caller may is asked elsewhere.
 */
import { parseApiVersion, versionRank } from "./api-version.js";
import { decodeFields, decodeValue, vimNamespace } from "./decode-value.js";
import { invalidRequest, plainFault, type ParsePlace } from "./parse-fault.js";
import type { Args } from "./read-args.js";
import { VimFault } from "./vim-fault.js";
import { vimSchema } from "./vim-schema.js";
import { isRef, type Ref } from "./vim-value.js";
import { parseXml, type XmlElement } from "./xml-element.js";

const soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/";

/** What vCenter says when it reads requests of no version: 5.5 is the oldest the schema knows. */
const oldestVersion = [5, 5];

export interface VimRequest {
  readonly self: Ref;
  /** WSDL name, e.g. "CloneVM_Task". */
  readonly method: string;
  readonly args: Args;
  /** The `operationID` header, which vCenter keeps with the tasks of the call (TaskInfo.activationId); absent without one. */
  readonly operationId?: string;
}

/**
 * The API version of a SOAPAction such as `"urn:vim25/8.0.3.0"`, quotes optional. A plain fault when it is empty or absent, as since vSphere 7.0 (vim-facts 1.1),
 * or of another namespace.
 */
export function readSoapAction(header: string | undefined): readonly number[] {
  const action = (header ?? "").trim().replace(/^"(.*)"$/, "$1");
  const [namespace, version] = action.split("/");
  const parsed = version === undefined || version === "" ? oldestVersion : parseApiVersion(version);
  if (namespace !== vimNamespace || parsed === undefined) throw plainFault(`Unsupported version URI "${action}"`, { doing: "parsing SOAP body" });
  return parsed;
}

/**
 * Reads one request, asked in `version`. Faults: plain for bad XML and for methods that this version does not have; InvalidRequest for arguments the schema
 * refuses; MethodNotFound for a method of another type of object (vim-facts 1.3, 1.7, 10.5).
 */
export function decodeRequest(text: string, version: readonly number[]): VimRequest {
  const { call, place, operationId } = findCall(parseXml(text));
  const known = call.namespace === vimNamespace ? vimSchema().methodNamed(call.name) : undefined;
  const rank = versionRank(version);
  if (known === undefined || versionRank(known.method.since ?? []) > rank) {
    throw plainFault(`Unable to resolve WSDL method name ${call.name} for namespace name ${call.namespace}`, place);
  }
  const inCall: ParsePlace = { doing: `parsing call information for method ${call.name}`, at: call, within: place };
  const [first, ...rest] = call.children;
  if (first?.name !== "_this" || first.namespace !== vimNamespace) throw invalidRequest(`Missing element tag "_this"`, inCall);
  const self = decodeValue(first, "ManagedObject", { version: rank, place: inCall });
  if (!isRef(self)) throw new TypeError("a managed object reference was read as something else");
  if (!vimSchema().isA(self.type, known.owner)) {
    throw new VimFault("MethodNotFound", `The method ${call.name} is not supported by objects of type ${self.type}`, { receiver: self, method: known.method.vmodlName });
  }
  if (call.text.trim() !== "") throw invalidRequest(`Unexpected text "${call.text.trim().slice(0, 100)}" seen`, inCall);
  const args = decodeFields(rest, known.method.params, (name) => `Required parameter ${name} is missing`, { version: rank, place: inCall });
  return { self, method: call.name, args, ...(operationId === undefined ? {} : { operationId }) };
}

/** The one element in the body; of the headers only `operationID` is read, whatever its namespace. */
function findCall(envelope: XmlElement): { call: XmlElement; place: ParsePlace; operationId: string | undefined } {
  const beforeMethod: ParsePlace = { doing: "parsing HTTP request before method was determined", at: { line: 1, column: 0 } };
  if (envelope.name !== "Envelope" || envelope.namespace !== soapNamespace) throw plainFault(`Unexpected element tag "${envelope.tag}" seen, expected a SOAP 1.1 Envelope`, beforeMethod);
  const inEnvelope: ParsePlace = { doing: "parsing SOAP envelope", at: envelope, within: beforeMethod };
  const body = envelope.children.find((each) => each.name === "Body" && each.namespace === soapNamespace);
  if (body === undefined) throw plainFault("There is no SOAP body", inEnvelope);
  const inBody: ParsePlace = { doing: "parsing SOAP body", at: body, within: inEnvelope };
  const [call, another] = body.children;
  if (call === undefined) throw plainFault("The SOAP body is empty", inBody);
  if (another !== undefined) throw plainFault(`Unexpected element tag "${another.tag}" seen`, inBody);
  const header = envelope.children.find((each) => each.name === "Header" && each.namespace === soapNamespace);
  const operationId = header?.children.find((each) => each.name === "operationID")?.text.trim();
  return { call, place: inBody, operationId: operationId === "" ? undefined : operationId };
}
