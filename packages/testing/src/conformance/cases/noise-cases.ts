import assert from 'node:assert/strict'
import { seededRandom, type Random } from '@llm-balancer/core'
import { checkSecrets, failedAs, failureOf } from '../check-failure.ts'
import { eachDistinctOnce } from '../each-distinct-once.ts'
import { endlessly, mebibyte, mostBytes } from '../no-answers.ts'
import { noiseOf, randomBytes, vocabularyOf, type Vocabulary } from '../noise.ts'
import { askModel, type Way } from '../read-answer.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, successOf, type ConformanceCase, type Suite } from '../suite.ts'
import { withoutStacks } from '../without-stacks.ts'

const ways: readonly Way[] = ['generate', 'stream']
/** Cases that share the noise among them, so that no case takes long. */
const shares = 4

/** Noise gives an answer or a `ProviderError`, its body is released, and no more of it is kept than of an answer. */
export function noiseCases(suite: Suite): ConformanceCase[] {
  const each = Math.ceil(suite.noise / shares)
  const vocabulary = vocabularyOf(suite.fixtures)
  return [
    ...Array.from({ length: shares }, (_, share) => ({
      name: `${each} bodies of noise are answers or failures (${share + 1} of ${shares})`,
      run: () =>
        withoutStacks(() =>
          checkSome(suite, each, { vocabulary, random: seededRandom(suite.seed * shares + share) }),
        ),
    })),
    {
      name: `generate gives endless noise up before it has read ${mostBytes / mebibyte} MiB`,
      async run() {
        const random = seededRandom(suite.seed)
        for (const type of ['application/json', 'text/event-stream', 'application/octet-stream']) {
          const stub = stubFetch(endlessly(type, Buffer.alloc(mebibyte, randomBytes(random))))
          failedAs(await askModel(suite.create(stub), 'generate'), ['invalid-response'])
          await suite.settle()
          assert.ok(stub.bytesRead <= mostBytes, `${stub.bytesRead} bytes were read`)
          assert.ok(stub.cancelled, 'the body was not cancelled')
        }
      },
    },
  ]
}

type NoiseSource = { readonly vocabulary: Vocabulary; readonly random: Random }

async function checkSome(suite: Suite, most: number, source: NoiseSource): Promise<void> {
  const keepsSecrets = eachDistinctOnce(checkSecrets)
  for (let count = 1; count <= most; count += 1)
    for (const way of ways) await checkNoise(suite, { ...source, keepsSecrets, way, count })
}

type Noise = NoiseSource & {
  readonly keepsSecrets: (error: unknown) => void
  readonly way: Way
  readonly count: number
}

async function checkNoise(
  suite: Suite,
  { vocabulary, random, keepsSecrets, way, count }: Noise,
): Promise<void> {
  const body = noiseOf(vocabulary, random)
  const chunkBytes = random() < 0.5 ? undefined : 1 + Math.floor(random() * 64)
  const stub = stubFetch({ ...responseOf(successOf(suite, way === 'stream')), body, chunkBytes })
  const outcome = await askModel(suite.create(stub), way)
  const where = `${way}, noise ${count}`
  try {
    if (outcome.answer === undefined) failureOf(outcome, keepsSecrets)
    else assert.equal(typeof outcome.answer.finish.unified, 'string', 'the finish reason')
    assert.equal(stub.sent.length, 1, 'how many requests were sent')
    assert.ok(stub.released, 'the body was neither read nor cancelled')
  } catch (error) {
    const shown = typeof body === 'string' ? body : `${body.length} random bytes`
    throw new Error(`${where}: ${error instanceof Error ? error.message : 'it failed'}\n${shown}`, {
      cause: error,
    })
  }
}
