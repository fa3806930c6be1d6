import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { thirdPartyClosure } from '../support/packed.ts'
import type { PackedPackage } from '../support/packed.ts'
import { forEachAtATime, limitOfPrograms } from '../support/run-programs.ts'
import { publishedPackages, runtimeDependencies } from '../support/workspace.ts'
import { pastedPages } from './pasted-pages.ts'
import { paste, runPasted } from './paste.ts'
import { programsOf } from './read-page.ts'
import type { PastedProgram } from './read-page.ts'

const run = promisify(execFile)
const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'llm-balancer-reader-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Programs of which a reader sees nothing: pieces of an application, and tests that pass. */
const isSilent = (code: string): boolean => /^export |^import assert /m.test(code)

/** The tests of what readers of `pastedPages` see, with the packages that `consumer` has installed. */
export const describeReaders = (consumer: string): void => {
  const readers = pastedPages.map((page) => ({ page, folder: emptyFolder(), programs: programsOf(page) }))
  /** How what a reader saw differs from what the page says. */
  const differences = new Map<PastedProgram, string>()

  beforeAll(
    () =>
      forEachAtATime(readers, async ({ folder, programs }) => {
        for (const program of programs) differences.set(program, await paste(program, folder, consumer))
      }),
    limitOfPrograms(readers.flatMap(({ programs }) => programs).length),
  )

  describe.each(readers)('a reader who copies $page into an empty folder', ({ programs }) => {
    it.each(programs)('sees in line $line what the page says', (program) => {
      const { says, files, command } = program
      const code = files.find(({ name }) => name === command.at(-1))?.text ?? ''
      expect('output' in says || says.values.length > 0 || isSilent(code)).toBe(true)
      expect(differences.get(program)).toBe('')
    })
  })
}

/** The test of the first page with npm, which lays packages out in another way than pnpm. */
export const describeReaderWithNpm = (packed: ReadonlyMap<string, PackedPackage>): void => {
  it('a reader with npm sees the first programs work', async () => {
    const folder = emptyFolder()
    const [first] = programsOf('docs/guides/getting-started.md')
    const packages = withDependencies(first?.packages ?? [])
    const places = [
      ...packages.map(({ manifest }) => packed.get(manifest.name)?.tarball ?? ''),
      ...thirdPartyClosure(packages).values(),
    ]
    await run('npm', ['i', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', ...places], {
      cwd: folder,
    })
    for (const program of programsOf('docs/guides/getting-started.md').slice(0, 2))
      expect(await runPasted(program, folder)).toBe('')
  })
}

/** The packages of the workspace that come with `names`. */
const withDependencies = (names: readonly string[]): (typeof publishedPackages)[number][] => {
  const found = new Set<(typeof publishedPackages)[number]>()
  const visit = (name: string): void => {
    const one = publishedPackages.find(({ manifest }) => manifest.name === name)
    if (one === undefined || found.has(one)) return
    found.add(one)
    for (const dependency of runtimeDependencies(one.manifest)) visit(dependency)
  }
  for (const name of names) visit(name)
  return [...found]
}
