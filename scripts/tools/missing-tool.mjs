// The one error of a program that could not be found or installed. It never tells how tests react to it.

/** A needed program is not there; `cure` is a sentence with the command to type. */
export class MissingTool extends Error {
  /** @param {string} tool @param {string} reason @param {string} cure @param {unknown} [cause] */
  constructor(tool, reason, cure, cause) {
    super(`Cannot find or install ${tool}: ${reason}. ${cure}`, cause === undefined ? undefined : { cause });
    this.name = "MissingTool";
    this.tool = tool;
    this.cure = cure;
  }
}
