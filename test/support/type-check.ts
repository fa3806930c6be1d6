import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { root } from './workspace.ts'

const run = promisify(execFile)
const compiler = createRequire(import.meta.url).resolve('typescript-7/package.json')

/** An example shows how to call something; it need not use every result, nor export anything. */
const lenient = {
  isolatedDeclarations: false,
  declaration: false,
  noUnusedLocals: false,
  noUnusedParameters: false,
}

/**
 * Compiles all `files`, paths inside `folder`, in one program and gives what is wrong with each: `line: message`.
 * @throws Error when the compiler complains about anything else
 */
export const typeCheck = async (
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const project = join(folder, 'tsconfig.json')
  const compilerOptions = { ...lenient, types: ['node'], typeRoots: [join(root, 'node_modules/@types')] }
  writeFileSync(
    project,
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, files }),
  )
  const complaints = new Map(files.map((file): [string, string[]] => [file, []]))
  for (const text of await complaintsAbout(project, folder)) {
    const {
      file = '',
      line = '',
      message = '',
    } = /^(?<file>.+?)\((?<line>\d+),\d+\): (?<message>[^]+)$/.exec(text)?.groups ?? {}
    const known = complaints.get(resolve(folder, file))
    if (known === undefined) throw new Error(text)
    known.push(`${line}: ${message}`)
  }
  return complaints
}

/** What the compiler prints, one text per complaint. */
const complaintsAbout = async (project: string, cwd: string): Promise<string[]> => {
  const bin = join(compiler, '../bin/tsc')
  const printed = await run(process.execPath, [bin, '-p', project, '--pretty', 'false'], { cwd }).then(
    () => '',
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
      return `${stdout}${stderr}`.trim() === '' ? String(error) : `${stdout}${stderr}`
    },
  )
  // The lines of a longer complaint are indented.
  return printed.split(/\n(?!\s)/).filter((text) => text.trim() !== '')
}
