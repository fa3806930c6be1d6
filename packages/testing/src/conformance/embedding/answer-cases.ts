import assert from 'node:assert/strict'
import type { AttemptFacts } from '@llm-balancer/core'
import { failedAs } from '../check-failure.ts'
import type { Fixture } from '../fixtures.ts'
import { endless, mebibyte, mostBytes, nonsense } from '../no-answers.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, type ConformanceCase } from '../suite.ts'
import { embedWith, goodResponse, type EmbeddingSuite } from './embedding-suite.ts'
import { withEntries } from './vector-entries.ts'

type Change = Parameters<typeof withEntries>[2]

/** Answers without one vector of numbers per text. */
const wrongVectors: Readonly<Record<string, Change>> = {
  'a vector too few': (entries) => entries.slice(1),
  'a vector too many': (entries) => [...entries, entries[0]],
  'no vector': () => [],
  'no list of vectors': () => null,
  'an object for the list of vectors': (entries) => Object.assign({}, entries),
  'words for numbers': ([first], entryOf) => [first, entryOf(['one', 'two', 'three', 'four'])],
  'nulls for numbers': ([first], entryOf) => [first, entryOf([null, null, null, null])],
  'base64 for numbers': ([first], entryOf) => [first, entryOf('zczMPQAAgL4AAAA/')],
  'a vector of vectors': ([first], entryOf) => [first, entryOf([[0.5], [0.5]])],
  'an empty vector': ([first], entryOf) => [first, entryOf([])],
  'null for a vector': ([first], entryOf) => [first, entryOf(null)],
  'null for the first vector': ([, second]) => [null, second],
}

/** Recorded vectors are read in the order of the texts; anything but one vector of numbers per text is refused. */
export function embeddingAnswerCases(suite: EmbeddingSuite): ConformanceCase[] {
  return [
    ...suite.answers.map((fixture) => recordedCase(suite, fixture)),
    ...Object.entries(wrongVectors).map(([what, change]) => ({
      name: `embed takes ${what} for no answer`,
      run: () => checkNoAnswer(suite, withEntries(suite.surface, String(goodResponse(suite).body), change)),
    })),
    ...Object.entries(nonsense).map(([what, body]) => ({
      name: `embed takes ${what} for no answer`,
      run: () => checkNoAnswer(suite, body),
    })),
    {
      name: `embed gives an endless body up before it has read ${mostBytes / mebibyte} MiB`,
      async run() {
        const stub = stubFetch(endless.document)
        failedAs(await embedWith(suite.create(stub)), ['invalid-response'])
        assert.ok(stub.bytesRead <= mostBytes, `${stub.bytesRead} bytes were read`)
        assert.ok(stub.cancelled, 'the body was not cancelled')
      },
    },
    {
      name: 'an answer that is cut anywhere is a failure',
      run: () => checkCuts(suite),
    },
  ]
}

function recordedCase(suite: EmbeddingSuite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: embed gives and reports what the body says`,
    async run() {
      const expected = suite.expectations[fixture.name]
      assert.ok(
        expected !== undefined,
        `fixtures/expected.json has no entry for ${suite.surface}/${fixture.name}`,
      )
      const stub = stubFetch(responseOf(fixture))
      const facts: AttemptFacts[] = []
      const { answer, error } = await embedWith(suite.create(stub), {
        report: (fact) => void facts.push(fact),
      })
      if (answer === undefined) throw error
      assert.deepEqual(answer.embeddings, expected.vectors, 'the vectors')
      assert.equal(answer.usage?.tokens, expected.tokens, 'the tokens')
      assert.deepEqual(answer.warnings, [], 'the warnings')
      const reported = facts.map(({ usage }) => usage?.inputTokens).filter((tokens) => tokens !== undefined)
      assert.deepEqual(
        reported,
        expected.tokens === undefined ? [] : [expected.tokens],
        'the tokens that were reported',
      )
      assert.ok(
        facts.some(({ headers }) => headers !== undefined),
        'no headers were reported',
      )
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
      assert.ok(stub.released, 'the body was left unread')
    },
  }
}

async function checkNoAnswer(suite: EmbeddingSuite, body: string): Promise<void> {
  const stub = stubFetch({ ...goodResponse(suite), body })
  failedAs(await embedWith(suite.create(stub)), ['invalid-response'])
  assert.ok(stub.released, 'the body was neither read nor cancelled')
}

async function checkCuts(suite: EmbeddingSuite): Promise<void> {
  const good = goodResponse(suite)
  const bytes = new TextEncoder().encode(String(good.body).trimEnd())
  const error = new TypeError('terminated')
  for (let length = 0; length < bytes.length; length += 1) {
    for (const then of ['end', { error }] as const) {
      const stub = stubFetch({ ...good, body: bytes.subarray(0, length), then })
      failedAs(await embedWith(suite.create(stub)), ['network', 'invalid-response'])
    }
  }
}
