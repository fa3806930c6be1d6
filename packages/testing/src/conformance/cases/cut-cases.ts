import assert from 'node:assert/strict'
import type { FailureKind } from '@llm-balancer/core'
import { checkSecrets, failedAs } from '../check-failure.ts'
import { eachDistinctOnce } from '../each-distinct-once.ts'
import type { Fixture } from '../fixtures.ts'
import { askModel, textSoFar, type AskOutcome, type ReadAnswer } from '../read-answer.ts'
import { stubFetch, type StubResponse } from '../stub-fetch.ts'
import { responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'
import { withoutStacks } from '../without-stacks.ts'

const cutKinds: readonly FailureKind[] = ['stream-interrupted', 'network', 'invalid-response']
/** Cases that share the bytes of a stream among them, so that no case takes long. */
const shares = 4
/** The number of places at which a whole answer is cut. */
const wholeCuts = 40

/** An answer that ends too early is a failure, wherever it ends; it is never a short success. */
export function cutCases(suite: Suite): ConformanceCase[] {
  return [
    ...successesOf(suite, false).map((fixture) => wholeCase(suite, fixture)),
    ...successesOf(suite, true).flatMap((fixture) => [
      ...Object.keys(endings).flatMap((ending) =>
        Array.from({ length: shares }, (_, first) => streamCase(suite, fixture, { ending, first })),
      ),
    ]),
  ]
}

/** How a body stops before it is whole, in the words of the cases. */
const endings: Readonly<Record<string, () => StubResponse['then']>> = {
  ends: () => 'end',
  'breaks off': () => ({ error: brokenOff() }),
}

function streamCase(
  suite: Suite,
  fixture: Fixture,
  { ending, first }: { readonly ending: string; readonly first: number },
): ConformanceCase {
  return {
    name: `${fixture.name}: a stream that ${ending} after any byte is the full answer or a failure (${first + 1} of ${shares})`,
    run: () => withoutStacks(() => checkCuts(suite, fixture, { first, then: endings[ending]?.() })),
  }
}

type Cuts = { readonly first: number; readonly then: StubResponse['then'] }

async function checkCuts(suite: Suite, fixture: Fixture, { first, then }: Cuts): Promise<void> {
  const bytes = new TextEncoder().encode(fixture.body)
  const response: StubResponse = { ...responseOf(fixture), body: bytes }
  // One model for all cuts: to make one costs about as much as to read a short stream.
  const model = suite.create(stubFetch(response, { forgetful: true }))
  const { answer: full, error } = await askModel(model, 'stream')
  if (full === undefined) throw error
  const keepsSecrets = eachDistinctOnce(checkSecrets)
  for (let length = first; length < bytes.length; length += shares) {
    Object.assign(response, { body: bytes.subarray(0, length), then })
    const outcome = await askModel(model, 'stream')
    try {
      checkCut(outcome, full, keepsSecrets)
    } catch (failure) {
      const message = failure instanceof Error ? failure.message : String(failure)
      throw new Error(`cut after ${length} bytes: ${message}`, { cause: failure })
    }
  }
}

function wholeCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: a whole answer that is cut is a failure`,
    run: () => withoutStacks(() => checkWholeCuts(suite, fixture)),
  }
}

async function checkWholeCuts(suite: Suite, fixture: Fixture): Promise<void> {
  const bytes = new TextEncoder().encode(fixture.body.trimEnd())
  const response: StubResponse = { ...responseOf(fixture), body: bytes }
  const model = suite.create(stubFetch(response, { forgetful: true }))
  const keepsSecrets = eachDistinctOnce(checkSecrets)
  for (let cut = 0; cut < wholeCuts; cut += 1) {
    const body = bytes.subarray(0, Math.floor((bytes.length * cut) / wholeCuts))
    for (const then of ['end', { error: brokenOff() }] as const) {
      Object.assign(response, { body, then })
      failedAs(await askModel(model, 'generate'), ['network', 'invalid-response'], keepsSecrets)
    }
  }
}

/** The usage may be missing from a full answer: it comes last. */
function checkCut(outcome: AskOutcome, full: ReadAnswer, keepsSecrets: (error: unknown) => void): void {
  const { answer, parts } = outcome
  assert.ok(full.text.startsWith(textSoFar(parts)), "the text is not the answer's beginning")
  if (answer === undefined) {
    failedAs(outcome, cutKinds, keepsSecrets)
    return
  }
  const { usage: _, ...said } = answer
  const { usage: __, ...expected } = full
  assert.deepEqual(said, expected, 'a short answer was given as a success')
}

function brokenOff(): TypeError {
  return new TypeError('terminated', {
    cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
  })
}
