import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FailureKind, FailureScope } from '@llm-balancer/core'
import { checkOneOf } from '@llm-balancer/core/options'

/** The API surfaces with recorded responses. */
export const surfaces = [
  'openai',
  'openai-responses',
  'azure-openai',
  'openai-compatible',
  'anthropic',
  'google',
  'cohere',
  'mistral',
  'groq',
  'together',
] as const

/** An API surface with recorded responses. */
export type Surface = (typeof surfaces)[number]

/** How a failure has to be classified. */
export type ExpectedFailure = {
  readonly kind: FailureKind
  readonly scope: FailureScope
  /** Milliseconds; `http-date` = 30 000 when read at the time of the response's own `date` header or of {@link fixtureDate}. */
  readonly retryAfterMs?: number | 'http-date'
}

/** One recorded response. */
export type Fixture = {
  /** The surface, or the vendor's own name. */
  readonly surface: string
  /** `err-429-rate`. */
  readonly name: string
  readonly status: number
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact body. */
  readonly body: string
  /** True for a stream of server-sent events. */
  readonly stream: boolean
  /** Present when a call that meets it has to fail. */
  readonly expect?: ExpectedFailure
  /** What is special about it. */
  readonly note?: string
}

/** What an index says of a recorded response. */
export type IndexEntry = Pick<Fixture, 'status' | 'expect' | 'note'> & {
  readonly file: string
  /** Another API of the same vendor, which its chat adapter does not speak. */
  readonly api?: string
}

/** Which of a vendor's APIs recorded responses are of. */
export type FixtureApi = 'chat' | 'embeddings'

/** The moment the recorded responses were sent: 2026-11-20T12:00:00Z in Unix ms. */
export const fixtureDate: number = Date.UTC(2026, 10, 20, 12)

/**
 * The recorded responses of one API of a surface, in the order of the index. Errors are recorded with the chat API and are
 * the same in all.
 *
 * @throws TypeError for a surface that does not exist
 */
export function readFixtures(surface: Surface, api: FixtureApi = 'chat'): Fixture[] {
  checkOneOf('surface', surface, surfaces, 'readFixtures')
  const folder = fixturesFolder()
  const index = readJson(join(folder, 'index.json')) as Readonly<
    Record<Surface, Readonly<Record<string, IndexEntry>>>
  >
  const wanted = Object.entries(index[surface]).filter(([, entry]) => (entry.api ?? 'chat') === api)
  return readRecorded(join(folder, surface), surface, Object.fromEntries(wanted))
}

/** The recorded responses in a folder that an index names. */
export function readRecorded(
  folder: string,
  surface: string,
  index: Readonly<Record<string, IndexEntry>>,
): Fixture[] {
  return Object.entries(index).map(([name, { file, status, expect, note }]) => {
    const { headers } = readJson(join(folder, `${name}.headers.json`)) as Pick<Fixture, 'headers'>
    return {
      ...{ surface, name, status, headers },
      body: readFileSync(join(folder, file), 'utf8'),
      stream: file.endsWith('.sse'),
      ...(expect !== undefined && { expect }),
      ...(note !== undefined && { note }),
    }
  })
}

/** A JSON file. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** The package's own folder of fixtures, wherever below the package this code has been built to. */
export function fixturesFolder(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, 'fixtures', 'index.json')
    if (existsSync(found) && existsSync(join(folder, 'package.json'))) return dirname(found)
  }
  throw new Error(
    'the fixtures of @llm-balancer/testing are not where they should be: beside its package.json',
  )
}
