/**
 * The functions of CEL that conditions may use. What is not listed is refused at load: `matches` for its regular expression engine,
 * `dyn` and `type` because they get round the type check, `duration`, `timestamp` and `bytes` because tetherd has its own words for them.
 */

/** Functions called as `name(…)`. */
export const globalFunctions: Readonly<Record<string, string>> = {
  has: "`has(vm.group)`: the field's value is known.",
  size: "`size(list)` or `size(text)`: number of entries or characters.",
  string: "`string(value)`: a number or truth value as text.",
  int: "`int(value)`: a double or text as whole number.",
  double: "`double(value)`: a whole number or text as double.",
};

/** Functions called as `receiver.name(…)`. */
export const methods: Readonly<Record<string, string>> = {
  exists: "`list.exists(x, condition)`: true for at least one entry.",
  all: "`list.all(x, condition)`: true for every entry.",
  exists_one: "`list.exists_one(x, condition)`: true for exactly one entry.",
  filter: "`list.filter(x, condition)`: the entries for which it is true.",
  map: "`list.map(x, value)`: a list of the values.",
  bind: "`cel.bind(name, value, expression)`: the expression with a name for a value.",
  size: "`list.size()` or `text.size()`: number of entries or characters.",
  join: "`list.join(\", \")`: texts joined to one.",
  contains: "`text.contains(part)`.",
  startsWith: "`text.startsWith(part)`.",
  endsWith: "`text.endsWith(part)`.",
  indexOf: "`text.indexOf(part)`: position from 0, -1 when absent.",
  lastIndexOf: "`text.lastIndexOf(part)`: position from 0, -1 when absent.",
  substring: "`text.substring(from, to)`.",
  lowerAscii: "`text.lowerAscii()`: lower case.",
  upperAscii: "`text.upperAscii()`: upper case.",
  trim: "`text.trim()`: without surrounding white space.",
  split: "`text.split(separator)`: a list of texts.",
};

/** Methods that go through a list with a variable. */
export const comprehensions: ReadonlySet<string> = new Set(["exists", "all", "exists_one", "filter", "map"]);

/** Why a well-known function of CEL is not there. */
export const refusals: Readonly<Record<string, string>> = {
  matches: 'use re(text, "pattern"), which cannot be made to hang',
  dyn: "it would get round the type check",
  duration: "use days(3), hours(72) or minutes(10)",
  timestamp: "times are fields such as snapshot.createTime; age(time) says how long ago they were",
  bytes: "use GiB(500) or TiB(2), which are whole numbers of bytes",
  hasTag: "tags are not read from vCenter; choose by folder, cluster or name",
};

/** What to write instead of a variable that people expect. */
export const variableRefusals: Readonly<Record<string, string>> = {
  now: "ask for ages instead, such as age(s.createTime) > days(3), so that tetherd knows when to look again",
};

/** What functions are called elsewhere, and here. */
export const otherWords: Readonly<Record<string, string>> = {
  any: "list.exists(x, …)", some: "list.exists(x, …)", every: "list.all(x, …)", find: "list.filter(x, …)", none: "!list.exists(x, …)",
  len: "size(…)", length: "size(…)", count: "size(…)", lower: "text.lowerAscii()", toLower: "text.lowerAscii()", toLowerCase: "text.lowerAscii()", upper: "text.upperAscii()", toUpper: "text.upperAscii()", toUpperCase: "text.upperAscii()",
  like: 'glob(text, "pattern")', match: 'glob(text, "pattern")', regex: 're(text, "pattern")', ago: "age(time)", since: "age(time)", KiB: "MiB(…)", MB: "MiB(…)", GB: "GiB(…)", TB: "TiB(…)", str: "string(…)", float: "double(…)", toString: "string(…)",
};
