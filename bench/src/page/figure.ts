/** One measured figure and what is wanted of it. */
export interface Figure {
  readonly section: 'Runs' | 'Streams' | 'Hot path' | 'Real sockets'
  readonly what: string
  readonly result: number
  readonly goal: number
  /** `×` is a ratio to what is named in `what`, measured in turn with it. */
  readonly unit: '×' | 'µs' | 'ms' | 'bytes'
}
