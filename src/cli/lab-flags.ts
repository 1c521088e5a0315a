/** The flags of `tetherd lab` as the command line knows them. It never loads the lab, which a daemon has no use for. */
export const defaultListen = "127.0.0.1:8989";
export const defaultControl = "127.0.0.1:8990";

export interface LabFlags {
  readonly estate?: string;
  readonly generate?: string;
  readonly listen?: string;
  readonly control?: string;
  readonly seed?: string;
  readonly user?: string;
  readonly password?: string;
  readonly clock?: string;
}
