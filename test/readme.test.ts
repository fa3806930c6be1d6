import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pastedPages } from './paste/pasted-pages.ts'
import { installPublished } from './readme/install-published.ts'
import { saveProgram } from './readme/save-program.ts'
import { codeBlocksOf, pages } from './support/code-blocks.ts'
import { forEachAtATime, limitOfPrograms, runProgram } from './support/run-programs.ts'
import { typeCheck } from './support/type-check.ts'
import { keyVariables } from './support/vendors.generated.ts'
import { publishedPackages, root } from './support/workspace.ts'

mkdirSync(join(root, 'test/.tmp'), { recursive: true })
const folder = mkdtempSync(join(root, 'test/.tmp/readme-'))

const examples = pages.flatMap((page) =>
  codeBlocksOf(page).map((block) => ({
    ...block,
    title: `${page}:${String(block.line)}`,
    file: join(folder, `${page.replaceAll(/[^\w-]+/g, '-')}-${String(block.line)}.ts`),
  })),
)

/** Does not compile, which the check has to notice. */
const wrong = join(folder, 'wrong/wrong.ts')

let complaints: ReadonlyMap<string, readonly string[]> = new Map()

/** Loaded first: nothing reaches the network, and what is meant for a vendor is answered by a fake. */
const preloads = [
  join(root, 'test/readme/no-network.ts'),
  join(root, 'test/readme/load-stripped.ts'),
  join(folder, 'node_modules/@llm-balancer/testing/dist/offline/index.js'),
].flatMap((file) => ['--import', pathToFileURL(file).href])

/** Runs an example as a program of its own; the empty string when it went well, whatever it printed. */
const complaintsOfRun = async (file: string): Promise<string> => {
  const { failure } = await runProgram([...preloads, file], {
    env: {
      PATH: process.env['PATH'],
      // Every example loads the same packages: the first one leaves them compiled for the others.
      NODE_COMPILE_CACHE: join(folder, 'node_modules/.cache'),
      ...Object.fromEntries(keyVariables.map((name) => [name, 'example-key'])),
    },
  })
  return failure
}

beforeAll(async () => {
  installPublished(folder)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  for (const { file, code } of examples) saveProgram(file, `${code}\nexport {}\n`)
  mkdirSync(join(folder, 'wrong'))
  writeFileSync(wrong, "export const answer: number =\n  'forty-two'\n")
  complaints = await typeCheck(folder, [...examples.map(({ file }) => file), wrong])
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it('every package builds', () => {
  expect(inject('buildFailure')).toBe('')
})

it('every published package has a page', () => {
  const missing = publishedPackages.filter((each) => !pages.includes(`${each.folder}/README.md`))
  expect(missing.map(({ manifest }) => manifest.name)).toEqual([])
})

it('every file of the examples is a code block of its own', () => {
  expect(readdirSync(folder).filter((name) => name.endsWith('.ts'))).toHaveLength(examples.length)
})

it('the compiler is asked about every file', () => {
  expect(complaints.get(wrong)).toEqual([expect.stringMatching(/^1: .*TS2322.*not assignable/)])
})

it.each(examples)('$title compiles', ({ file }) => {
  expect(complaints.get(file)).toEqual([])
})

// Those of `pastedPages` run as a reader runs them: see `packages.test.ts`.
const programs = examples.filter(({ page, isCompiledOnly }) => !isCompiledOnly && !pastedPages.includes(page))

describe('an example that runs', () => {
  const complaintsOfRuns = new Map<string, string>()

  beforeAll(
    () =>
      forEachAtATime(programs, async ({ file }) => {
        complaintsOfRuns.set(file, await complaintsOfRun(file))
      }),
    limitOfPrograms(programs.length),
  )

  it.each(programs)('$title runs and comes to an end', ({ file }) => {
    expect(complaintsOfRuns.get(file)).toBe('')
  })
})
