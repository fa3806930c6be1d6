/**
 * A text with what stands between two lines replaced.
 *
 * @throws Error when one of the lines is missing
 */
export function replaceBetween(
  text: string,
  lines: { readonly begin: string; readonly end: string },
  replacement: string,
): string {
  const begin = text.indexOf(`${lines.begin}\n`)
  const end = text.indexOf(lines.end, begin)
  if (begin < 0 || end < 0) throw new Error(`the lines "${lines.begin}" and "${lines.end}" are missing`)
  return `${text.slice(0, begin)}${lines.begin}\n${replacement}\n${text.slice(end)}`
}
