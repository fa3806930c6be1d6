import { Help, type HelpConfiguration } from 'commander'

/** Below so many columns a description has a line of its own, because beside its term it would be cut into single words. */
const narrow = 60
const indent = 6

/** How help is laid out in a terminal of so many columns. */
export const helpLayout = (columns: number): HelpConfiguration =>
  columns >= narrow
    ? {}
    : {
        minWidthToWrap: 1,
        formatItem: (...[term, , description, helper]) =>
          `  ${term}\n${indented(helper.boxWrap(description, columns - indent))}`,
      }

/** A list of short terms, as the help has them. */
export const helpList = (items: readonly (readonly [string, string])[], columns: number): string => {
  const helper = Object.assign(new Help(), { helpWidth: columns, minWidthToWrap: 1 })
  const width = Math.max(...items.map(([term]) => term.length))
  return items.map(([term, text]) => helper.formatItem(term, width, text, helper)).join('\n')
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => ' '.repeat(indent) + line)
    .join('\n')
