/** From a time, inclusive, to another, exclusive. */
export interface Period {
  readonly fromMs: number
  readonly toMs: number
}
