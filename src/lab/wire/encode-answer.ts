/** Answers and faults in the envelopes vCenter puts them in (vim-facts 1.1, 1.7). It chooses no style and no status code. */
import { encodeField, type EncodeStyle } from "./encode-value.js";
import { escapeText } from "./escape-text.js";
import type { VimFault } from "./vim-fault.js";
import type { MethodType } from "./vim-schema.js";
import type { VimValue } from "./vim-value.js";

/** `<OpResponse>` with no, one or many returnval elements. */
export function encodeAnswer(method: MethodType, value: VimValue, style: EncodeStyle): string {
  const body = method.returns === "void" ? "" : encodeField("returnval", { type: method.returns, array: method.returnsArray }, value, style);
  return inEnvelope(`<${method.name}Response xmlns="urn:vim25">${body}</${method.name}Response>`, style);
}

/** A SOAP fault; one without a type has no detail, as for an unknown method. */
export function encodeFault(fault: VimFault, style: EncodeStyle): string {
  // Also LicenseUsageFault is sent as LicenseUsageFaultFault.
  const name = `${fault.type}Fault`;
  // Declared as "nothing", so that the fault carries its own type.
  const detail = fault.type === "" ? "" : encodeField(name, { type: "", array: false }, fault.toObject(), style);
  const body = `<faultcode>ServerFaultCode</faultcode><faultstring>${escapeText(fault.message, style.rawControls)}</faultstring>`;
  return inEnvelope(`<soapenv:Fault>${body}${detail === "" ? "" : `<detail>${withNamespace(detail, name)}</detail>`}</soapenv:Fault>`, style);
}

function withNamespace(element: string, name: string): string {
  return `<${name} xmlns="urn:vim25"${element.slice(name.length + 1)}`;
}

function inEnvelope(body: string, style: EncodeStyle): string {
  const xsi = `xmlns:${style.xsi}="http://www.w3.org/2001/XMLSchema-instance"`;
  return '<?xml version="1.0" encoding="UTF-8"?>\n'
    + '<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"\n xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"\n'
    + ` xmlns:xsd="http://www.w3.org/2001/XMLSchema"\n ${xsi}>\n<soapenv:Body>\n${body}\n</soapenv:Body>\n</soapenv:Envelope>`;
}
