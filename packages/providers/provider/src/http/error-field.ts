const field = 'error:'

/**
 * Makes an event named `error` of the field `error:`, in which llama.cpp's server says that a stream has failed. The standard knows no
 * such field, and parsers drop it. Gets the text of a stream piece by piece, cut anywhere.
 */
export class ErrorField {
  /** True while the next character begins a line. */
  #isLineStart = true
  /** The beginning of a line that may become the field. */
  #held = ''

  /** The text to parse in place of this piece. */
  rewrite(piece: string): string {
    // Most pieces are whole lines without it.
    const isPlain = this.#held === '' && piece.endsWith('\n') && !piece.startsWith(field)
    if (!isPlain || piece.includes('\nerror:') || piece.includes('\rerror:')) return this.#rewritten(piece)
    this.#isLineStart = true
    return piece
  }

  #rewritten(piece: string): string {
    const all = this.#held + piece
    const begin = Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r')) + 1
    const line = all.slice(begin)
    const isHeld =
      line !== '' && line.length < field.length && field.startsWith(line) && (begin > 0 || this.#isLineStart)
    this.#held = isHeld ? line : ''
    const text = isHeld ? all.slice(0, begin) : all
    const named = text.includes(field)
      ? text.replace(this.#isLineStart ? atStart : afterBreak, asEvent)
      : text
    if (text !== '') this.#isLineStart = begin === text.length
    return named
  }

  /** What was held back, at the end of the stream. */
  rest(): string {
    return this.#held
  }
}

const afterBreak = /([\r\n])error:/g
const atStart = /(^|[\r\n])error:/g
/** Whatever came before it is an event of its own. */
const asEvent = '$1\nevent: error\ndata:'
