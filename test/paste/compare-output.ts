import type { PrintedAsSaid } from './read-page.ts'

const anything = '…'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** A pattern for a text in which `…` stands for anything, and `12 ms` for any time. */
const patternOf = (text: string): string =>
  text
    .split(anything)
    .map((part) => escaped(part).replaceAll(/\d+( ?ms)\b/g, String.raw`\d+$1`))
    .join('.*?')

const withoutSpaces = (text: string): string => text.replaceAll(/\s+/g, '')

/**
 * What is wrong with what a program printed; the empty string when it is what its page says. `…` on the page stands for anything, on a
 * line of its own for any lines. Values in comments are compared without spaces, because Node breaks long ones into lines.
 */
export const differenceOf = (printed: string, says: PrintedAsSaid): string => {
  if ('output' in says) {
    const lines = says.output.trim().split('\n')
    const patterns = lines.map((line) => (line === anything ? '[^]*?' : patternOf(line)))
    const matches = new RegExp(`^${patterns.join(String.raw`\s*\n`)}$`).test(printed.trim())
    return matches ? '' : `the page says:\n${says.output}\nit prints:\n${printed}`
  }
  if (printed !== '' && says.values.length === 0) return `the page does not say that it prints:\n${printed}`
  const rest = withoutSpaces(printed)
  let at = 0
  for (const value of says.values) {
    const found = new RegExp(patternOf(withoutSpaces(value))).exec(rest.slice(at))
    if (found === null) return `the page says: ${value}\nit prints:\n${printed}`
    at += found.index + found[0].length
  }
  return ''
}
