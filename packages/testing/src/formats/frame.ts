/** A document as a server-sent event, with its type where the vendor says it. */
export function frame(data: unknown, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`
}

/** A document that names its own type, as an event of this type. */
export function typedFrame(data: { readonly type: string; readonly [field: string]: unknown }): string {
  return frame(data, data.type)
}
