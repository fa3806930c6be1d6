import { globSync, readFileSync } from 'node:fs'
import { format } from 'node:util'
import { expect, it, vi } from 'vitest'
// Loading it opens the output of the process, which no program closes.
import '@opentelemetry/sdk-trace'

const folder = import.meta.dirname
const read = (path: string): string => readFileSync(`${folder}/${path}`, 'utf8')

const files = globSync('{pieces,front-doors,libraries,applications}/*.ts', { cwd: folder })
  .map((path) => path.replaceAll('\\', '/'))
  .sort()
/** A file with a test beside it is a part of an application, and no program. */
const programs = files.filter((path) => !path.endsWith('.test.ts') && !files.includes(testOf(path)))

function testOf(path: string): string {
  return path.replace(/\.ts$/, '.test.ts')
}

/** What a program says at its end that it prints. */
const promisedBy = (path: string): string[] => {
  const [, promise = ''] = read(path).split('\n// Prints:\n')
  return promise
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\/\/ ?/, ''))
}

it.each(programs)(
  '%s prints what it says',
  async (path) => {
    const printed: string[] = []
    vi.spyOn(console, 'log').mockImplementation((...parts: unknown[]) => {
      printed.push(...format(...parts).split('\n'))
    })
    await import(/* @vite-ignore */ new URL(path, import.meta.url).href)
    expect(printed).toEqual(promisedBy(path))
    // One of them starts processes, which takes its time on a busy machine.
  },
  60_000,
)

it.each(programs)('%s begins by saying what it shows', (path) => {
  expect(read(path)).toMatch(/^\/\*\*\n( \* .+\n){2,4} \*\/\n/)
})

it('the page of the examples names every file', () => {
  const page = read('README.md')
  expect(files.filter((path) => !page.includes(`](${path})`))).toEqual([])
})
