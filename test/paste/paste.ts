import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runProgram } from '../support/run-programs.ts'
import { packages as workspace, root } from '../support/workspace.ts'
import { saveProgram } from '../readme/save-program.ts'
import { differenceOf } from './compare-output.ts'
import type { PastedProgram } from './read-page.ts'

/** Loaded first: nothing reaches the network, and no program has to load the parser of types. */
const preloads = ['no-network', 'load-stripped'].flatMap((name) => [
  '--import',
  pathToFileURL(join(root, `test/readme/${name}.ts`)).href,
])

/** Where a package is that a page installs: with the packed ones, or, of third parties, in the workspace. */
const placeOf = (name: string, consumer: string): string | undefined =>
  [consumer, ...workspace.map(({ folder }) => join(root, folder)), join(root, 'examples')]
    .map((place) => join(place, 'node_modules', name))
    .find((path) => existsSync(path))

/**
 * Makes `node_modules` of `folder` what it is after the installations: what was named, and nothing else. A library that the workspace
 * does not have is left out; a program that imports it fails.
 */
const install = (names: readonly string[], folder: string, consumer: string): void => {
  rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  for (const name of new Set(names)) {
    const target = placeOf(name, consumer)
    if (target === undefined) continue
    const place = join(folder, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(target, place, 'junction')
  }
}

/**
 * Does what a reader does in the empty folder `folder`: installs what the page says, from the packages packed for `consumer`, saves
 * the files, and runs the program. Gives what went wrong or is not as the page says.
 */
export const paste = (program: PastedProgram, folder: string, consumer: string): Promise<string> => {
  install(program.packages, folder, consumer)
  return runPasted(program, folder)
}

/** The same where the packages are installed already. */
export const runPasted = async ({ files, command, says }: PastedProgram, folder: string): Promise<string> => {
  for (const { name, text } of files) saveProgram(join(folder, name), text)
  const node = command.indexOf('node')
  const { stdout, failure } = await runProgram([...preloads, ...command.slice(node + 1)], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      // All programs load the same packages: the first one leaves them compiled for the others.
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/pasted'),
      NO_COLOR: '1',
      ...Object.fromEntries(command.slice(0, node).map((word) => word.split('=', 2))),
    },
  })
  return failure === '' ? differenceOf(stdout, says) : failure
}
