import assert from 'node:assert/strict'
import { ProviderError, seededRandom, type Random } from '@llm-balancer/core'
import { damaged, withMovedFrames } from '../mutate.ts'
import { askModel } from '../read-answer.ts'
import { withText } from '../rewrite.ts'
import { stubFetch, type StubResponse } from '../stub-fetch.ts'
import { expectedOf, responseOf, successesOf, type ConformanceCase, type Suite } from '../suite.ts'

const damages = 6

/** Pieces of text with everything that a JSON string writes in a way of its own. */
const pieces = [
  ' a',
  '"',
  '\n\n',
  ' back\\slash',
  ' über',
  ' 🙂',
  '\ud83d',
  '\u0007',
  '{"content":"x"}',
  ' text',
]

/**
 * With `includeRaw` an answer has raw chunks in addition, and otherwise the same parts. An adapter may skip parsing some events when raw
 * chunks are not requested; the parts must not depend on that.
 */
export function rawCases(suite: Suite): ConformanceCase[] {
  return successesOf(suite, true).map((fixture, index) => ({
    name: `${fixture.name}: its parts are the same with raw chunks and without`,
    async run() {
      const { text = '' } = expectedOf(suite, fixture)
      const other = withText(fixture, text, (_, place) => pieces[place % pieces.length])
      const random = seededRandom(suite.seed + index)
      for (const answer of [fixture, other.fixture].map((one) => responseOf(one)))
        for (const one of [answer, ...damagedOnes(answer, random)]) await checkOne(suite, one)
    },
  }))
}

function damagedOnes(answer: StubResponse, random: Random): StubResponse[] {
  return Array.from({ length: damages }, (_, count) =>
    count % 2 === 0 ? withMovedFrames(answer, random) : damaged(answer, random),
  )
}

async function checkOne(suite: Suite, answer: StubResponse): Promise<void> {
  const read = async (includeRaw: boolean): Promise<unknown> => {
    const { parts, error } = await askModel(suite.create(stubFetch(answer)), 'stream', { includeRaw })
    const failure = ProviderError.isInstance(error) ? { kind: error.kind, message: error.message } : error
    return { parts: parts.filter(({ type }) => type !== 'raw'), failure }
  }
  assert.deepEqual(await read(false), await read(true), 'without raw chunks, and with them')
}
