/** A document as a server-sent event, with its type where the vendor says it. */
export function frame(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`
}

/** A document that names its own type, as an event of this type. */
export function typedFrame(data: { readonly type: string; readonly [field: string]: unknown }): string {
  return frame(data, data.type)
}

/**
 * The events of one block of an answer. Its start and end travel with their neighbours, so that each event of the list is
 * a chunk of content.
 */
export function blockEvents(block: {
  readonly start: string
  readonly deltas: readonly string[]
  readonly end: string
}): string[] {
  const [first = '', ...rest] = block.deltas
  const pieces = [block.start + first, ...rest]
  return [...pieces.slice(0, -1), (pieces.at(-1) ?? '') + block.end]
}
