import { readText } from '../support/workspace.ts'

/** A file that a reader saves. */
export type SavedFile = { readonly name: string; readonly text: string }

/** A program of a page, as a reader has it who has followed the page so far. */
export type PastedProgram = {
  /** Line of the page on which its code starts. */
  readonly line: number
  /** The files that the page has named so far, and the program. */
  readonly files: readonly SavedFile[]
  /** The packages that the page has installed so far. */
  readonly packages: readonly string[]
  /** The command that runs it, in words. */
  readonly command: readonly string[]
  /** What the page says that it prints. */
  readonly says: PrintedAsSaid
}

/** The whole output, or the values that comments in the code show, in order. */
export type PrintedAsSaid = { readonly output: string } | { readonly values: readonly string[] }

type Block = { readonly line: number; readonly info: string; readonly text: string }

/** The blocks of code of a page, in order. */
const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\S[^\n]*)\n([^]*?)^```$/gm)].map(({ index, 1: info = '', 2: text = '' }) => ({
    line: page.slice(0, index).split('\n').length + 1,
    info: info.trim(),
    text,
  }))

/**
 * What a reader does with a page who copies its blocks in order:
 *
 * - `sh`: installs what `npm i` names, and runs the program with the `node` command that follows it at once, else the one before it;
 *   a block that installs something belongs to what comes after it;
 * - `ts`: saves it under the name in its first line (`// app.mts`), else that of the command;
 * - any other block whose first line is a name in a comment (`# llm.yaml`): saves it;
 * - `text` after a program, and after its command: all that it prints.
 */
export const programsOf = (page: string, text = readText(page)): PastedProgram[] => {
  const packages: string[] = []
  const saved = new Map<string, string>()
  const programs: PastedProgram[] = []
  let command: readonly string[] | undefined
  const blocks = blocksOf(text)
  for (const [index, block] of blocks.entries()) {
    if (block.info === 'sh') {
      packages.push(...installedBy(block.text))
      command = nodeCommandIn(block) ?? command
    }
    if (block.info !== 'ts') {
      const name = nameIn(block.text)
      if (name !== undefined) saved.set(name, block.text)
      continue
    }
    const [next, afterNext] = blocks.slice(index + 1)
    const own = installedBy(next?.text ?? '').length === 0 ? nodeCommandIn(next) : undefined
    command = own ?? command
    if (command === undefined) throw new Error(`${page}:${String(block.line)}: no command runs this program`)
    const name = nameIn(block.text) ?? command.at(-1) ?? ''
    saved.set(name, block.text)
    programs.push({
      line: block.line,
      files: [...saved].map(([file, contents]) => ({ name: file, text: contents })),
      packages: [...packages],
      command: [...command.slice(0, -1), name],
      says: saidOf(block, own === undefined ? next : afterNext),
    })
  }
  return programs
}

/** `npm i -D one two` → one, two. */
const installedBy = (commands: string): string[] =>
  commands
    .split('\n')
    .filter((line) => /^npm (i|install) /.test(line))
    .flatMap((line) => line.split(' ').slice(2))
    .filter((word) => !word.startsWith('-'))

const nodeCommandIn = (block: Block | undefined): string[] | undefined =>
  block?.info === 'sh'
    ? block.text
        .split('\n')
        .findLast((line) => /^(\w+=\S* )*node /.test(line))
        ?.split(' ')
    : undefined

const nameIn = (text: string): string | undefined => /^(?:\/\/|#) ([\w-]+\.\w+)\n/.exec(text)?.[1]

const saidOf = ({ text }: Block, next: Block | undefined): PrintedAsSaid =>
  next?.info === 'text' ? { output: next.text } : { values: valuesIn(text) }

/** What the comments beside `console.log(…)` say, and those on lines of their own that are not indented. */
const valuesIn = (code: string): string[] =>
  code.split('\n').flatMap((line, index) => {
    const said = /console\.log\(.*\) \/\/ (.+)$/.exec(line)?.[1] ?? /^(?:\) )?\/\/ (.+)$/.exec(line)?.[1]
    return said === undefined || (index === 0 && nameIn(`${line}\n`) !== undefined) ? [] : [said]
  })
