import { parseSync } from 'rolldown/utils'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['plugins']>[number]

/** What bundlers and readers of built code need: annotations, words about an import, licences, and the source that a part of a file comes from. */
const kept =
  /[@#]__|@vite-ignore|\b(?:webpack|turbopack)[A-Z]\w+:|@license|@preserve|^!|^ [./\w-]+\.[cm]?[jt]s$/

/**
 * Leaves comments out of what is built: they are in the declarations, where editors show them, and a tenth of the code. V8 keeps a source with
 * one letter that is not Latin in twice the memory, and of those that esbuild writes all are in comments.
 */
export const withoutComments = (): Plugin => ({
  name: 'without-comments',
  renderChunk: (code, { path }) => ({ code: leaveOutComments(code, path) }),
})

/** The code of one file without comments, but for those that its readers and bundlers need. */
export function leaveOutComments(code: string, path: string): string {
  let text = ''
  let end = 0
  for (const comment of parseSync(path, code).comments) {
    if (kept.test(comment.value) || code.startsWith('#!', comment.start)) continue
    const place = placeOf(code, comment)
    text += code.slice(end, place.start) + between(code, place)
    end = place.end
  }
  return text + code.slice(end)
}

type Place = { readonly start: number; readonly end: number }

/** The whole line of a comment that has a line for itself; with the blanks before it where it ends a line. */
function placeOf(code: string, { start, end }: Place): Place {
  if (code[end] !== '\n') return { start, end }
  const lineStart = code.lastIndexOf('\n', start) + 1
  const text = code.slice(lineStart, start).trimEnd()
  return text === '' ? { start: lineStart, end: end + 1 } : { start: lineStart + text.length, end }
}

/** What a comment is to the code around it, where nothing else is: an end of the line, or a blank. */
function between(code: string, { start, end }: Place): string {
  if (/^\n?$/.test(code.charAt(end)) || code[end - 1] === '\n') return ''
  if (code.slice(start, end).includes('\n')) return '\n'
  return /\s/.test(code.charAt(start - 1) + code.charAt(end)) ? '' : ' '
}
