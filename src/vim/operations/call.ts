/** One SOAP call, ready to be sent: what every operation is turned into. It holds nothing that identifies an attempt. */
import type { Ref } from "../../inventory/updates.js";
import { soapRef, type Arguments, type MoRef, type SoapRef } from "../soap-caller.js";
import type { OperationName } from "../wsdl/vim-wsdl.js";

export interface Call {
  readonly method: OperationName;
  readonly target: MoRef;
  readonly args: Arguments;
}

/** Nothing is to be called: the object is not as it was when the operation was planned. */
export interface NoCall {
  readonly kind: "no-call";
  readonly why: string;
}

export function vmRef(value: Ref): MoRef {
  return { type: "VirtualMachine", value };
}

export function refTo(type: string, value: Ref): SoapRef {
  return soapRef({ type, value });
}

/** A scalar where the schema has anyType: its type is said, with the prefix declared here, for the soap package declares none. */
export function scalar(type: "int" | "string", text: string): Readonly<Record<string, unknown>> {
  return { attributes: { "xmlns:xsd": "http://www.w3.org/2001/XMLSchema", "xsi:type": `xsd:${type}` }, $value: text };
}

/** A reference that may be absent. */
export function maybeRef(type: string, value: Ref | undefined): SoapRef | undefined {
  return value === undefined ? undefined : refTo(type, value);
}
