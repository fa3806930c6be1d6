import type { ChatModel } from '@llm-balancer/provider'
import type { Expectations, ExpectedAnswer } from './expected.ts'
import type { KeyHeader } from './key-header.ts'
import { fixtureDate, type Fixture } from './fixtures.ts'
import type { StubFetch, StubResponse } from './stub-fetch.ts'
import type { CallReader } from './wire-calls.ts'

/** One case: its title, and the check. `run` rejects with an `AssertionError` when the adapter does not pass. */
export type ConformanceCase = {
  readonly name: string
  run(): Promise<void>
}

/** What the cases of one surface share. */
export type Suite = {
  /** The surface, or the vendor's own name. */
  readonly surface: string
  readonly fixtures: readonly Fixture[]
  readonly expectations: Expectations
  readonly baseURL: string
  readonly keyHeader: KeyHeader
  readonly seed: number
  readonly mutations: number
  readonly noise: number
  readonly readCalls: CallReader
  /** Ids of tool calls the vendor is known to take, where it does not take all. */
  readonly toolIds: RegExp | undefined
  /** Lets everything happen that follows from what the adapter did. */
  settle(): Promise<void>
  create(stub: StubFetch): ChatModel
}

/** The recorded response as the stub sends it. One without a `date` gets the moment it was recorded. */
export function responseOf(fixture: Fixture): StubResponse {
  const { status, headers, body } = fixture
  return { status, headers: { date: new Date(fixtureDate).toUTCString(), ...headers }, body }
}

/** The fixture of a name; the first success of a kind when there is no such fixture. */
export function successOf(suite: Suite, stream: boolean): Fixture {
  const [first] = successesOf(suite, stream)
  if (first === undefined) throw new Error(`the fixtures of ${suite.surface} have no such success`)
  return first
}

/** The recorded successes, whole or as streams. */
export function successesOf({ fixtures }: Suite, stream: boolean): Fixture[] {
  return fixtures.filter((fixture) => fixture.expect === undefined && fixture.stream === stream)
}

/** The recorded failures: refusals and broken answers, or those of streams. */
export function failuresOf({ fixtures }: Suite, stream: boolean): Fixture[] {
  return fixtures.filter((fixture) => fixture.expect !== undefined && fixture.stream === stream)
}

/** What is expected of a success. */
export function expectedOf(
  { expectations, surface }: Suite,
  { name }: Pick<Fixture, 'name'>,
): ExpectedAnswer {
  const expected = expectations.answers[name]
  if (expected === undefined) throw new Error(`fixtures/expected.json has no entry for ${surface}/${name}`)
  return expected
}

/** Lets all pending microtasks run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve()
}
