import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Expectations } from './expected.ts'
import { readJson, readRecorded, type Fixture, type IndexEntry } from './fixtures.ts'
import type { WireCalls } from './wire-calls.ts'

/** Recorded responses of a vendor of your own, and what a chat adapter has to read from them. */
export type VendorFixtures = {
  /** The vendor's name, for what cases say. */
  readonly surface: string
  readonly fixtures: readonly Fixture[]
  readonly expectations: Expectations
  /** Finds tool calls and their results in the body of a request. @default as chat completions have them */
  readonly readCalls?: (body: Readonly<Record<string, unknown>>) => WireCalls
}

/**
 * Reads recorded responses from a folder that is laid out as this package's own: `index.json` lists the cases by name
 * (`{ file, status, expect?, note? }`), `expected.json` says what becomes of the successes and of the limits in the headers
 * of `chat` (`{ limits, answers }`), and beside them are the exact bodies (`chat.json`, `chat-stream.sse`) and their headers
 * (`chat.headers.json`). At the least there are `chat` and `chat-stream`.
 *
 * @throws what reading a file throws, when one is missing or is not JSON
 */
export function readVendorFixtures(surface: string, folder: string | URL): VendorFixtures {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const index = readJson(join(path, 'index.json')) as Readonly<Record<string, IndexEntry>>
  return {
    surface,
    fixtures: readRecorded(path, surface, index),
    expectations: readJson(join(path, 'expected.json')) as Expectations,
  }
}
