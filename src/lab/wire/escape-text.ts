/** Text made safe for XML 1.0. Characters that XML 1.0 cannot hold are dropped, unless the caller wants them raw, as some vCenters send them. */

const special = /[&<>"\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/;
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function escapeText(text: string, rawControls: boolean): string {
  if (!special.test(text)) return text;
  const kept = rawControls ? text : text.replace(illegal, "").replace(loneSurrogate, "\ufffd");
  return kept.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("\r", "&#xD;");
}
