import type { ToolCallContent } from '../chat/content.ts'
import type { ToolInputStartPart } from '../chat/stream-part.ts'

/**
 * What has been written of the inputs of tools by a writer that gives a stream another form. Streams of foreign models may give less
 * in pieces than the whole call has; the rest of it is written with the call.
 */
export class WrittenInputs {
  /** Undefined for free text, of which the whole call holds the JSON. */
  readonly #written = new Map<string, string | undefined>()

  /** A call begins. */
  begin({ id, inputEncoding }: Pick<ToolInputStartPart, 'id' | 'inputEncoding'>): void {
    this.#written.set(id, inputEncoding === 'text' ? undefined : '')
  }

  /** What to write for a delta: the delta, or nothing. */
  add(id: string, delta: string): string {
    const written = this.#written.get(id)
    if (written === undefined) return ''
    this.#written.set(id, written + delta)
    return delta
  }

  /** What is left to write when the whole call has come; nothing when it comes again. */
  restOf({ toolCallId, input }: Pick<ToolCallContent, 'toolCallId' | 'input'>): string {
    const written = this.#written.get(toolCallId) ?? ''
    this.#written.set(toolCallId, input)
    return input.startsWith(written) ? input.slice(written.length) : ''
  }
}
