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
    // Most pieces do not hold it, and end with a line or in the middle of a longer one.
    const isWhole = piece.endsWith('\n')
    const isPlain = this.#held === '' && !piece.startsWith(field) && (isWhole || endsInLine(piece))
    if (!isPlain || piece.includes('\nerror:') || piece.includes('\rerror:')) return this.#rewritten(piece)
    this.#isLineStart = isWhole
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

/** True when the last line is no beginning of the field. */
function endsInLine(piece: string): boolean {
  const end = piece.slice(-field.length)
  return end.length === field.length && !/[\r\n]/.test(end)
}

const afterBreak = /([\r\n])error:/g
const atStart = /(^|[\r\n])error:/g
/** Whatever came before it is an event of its own. */
const asEvent = '$1\nevent: error\ndata:'
