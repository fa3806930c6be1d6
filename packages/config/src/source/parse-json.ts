/** A text, which stays as it is, or a comment. */
const textOrComment = /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g

/**
 * Reads JSON in which comments may stand (`//` up to the end of a line, or between slashes with stars). The engine's own message would
 * repeat a piece of the text, which may be a key: this one tells the place alone.
 *
 * @throws SyntaxError that holds nothing of the text
 */
export function parseJson(text: string): unknown {
  // Blanks in their place keep all other places what they are.
  const plain = text.replaceAll(
    textOrComment,
    (found, quoted: string | undefined) => quoted ?? found.replaceAll(/[^\n]/g, ' '),
  )
  let fault: string
  try {
    return JSON.parse(plain) as unknown
  } catch (error) {
    fault = String(error)
  }
  throw new SyntaxError(`the text is not valid JSON${placeIn(plain, fault)}`)
}

/** The line and the column, as far as the engine says where it is. */
function placeIn(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1]
  if (position === undefined) return ''
  const lines = text.slice(0, Number(position)).split('\n')
  return `, at line ${String(lines.length)}, column ${String((lines.at(-1) ?? '').length + 1)}`
}
