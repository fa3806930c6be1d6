import assert from 'node:assert/strict'
import { randomIndex, seededRandom, type Random } from '@llm-balancer/core'
import { checkGrammar } from '../check-answer.ts'
import { checkSecrets, failureOf } from '../check-failure.ts'
import { eachDistinctOnce } from '../each-distinct-once.ts'
import { damaged, withMovedFrames } from '../mutate.ts'
import { askModel } from '../read-answer.ts'
import { stubFetch } from '../stub-fetch.ts'
import { responseOf, type ConformanceCase, type Suite } from '../suite.ts'
import { withoutStacks } from '../without-stacks.ts'

const groups = 4

/**
 * Whatever comes, an adapter gives an answer or throws a `ProviderError`; nothing else, and no secret. The parts of a streamed answer are in
 * good order, and the deltas of a call join to its input.
 */
export function mutationCases(suite: Suite): ConformanceCase[] {
  const each = Math.ceil(suite.mutations / groups)
  return Array.from({ length: groups }, (_, group) => ({
    name: `${each} damaged answers are answers or failures (${group + 1} of ${groups})`,
    run: () => withoutStacks(() => checkSome(suite, each, seededRandom(suite.seed * groups + group))),
  }))
}

async function checkSome(suite: Suite, count: number, random: Random): Promise<void> {
  const keepsSecrets = eachDistinctOnce(checkSecrets)
  for (let place = 1; place <= count; place += 1)
    await checkOne(suite, { random, keepsSecrets, which: `damage ${place}` })
}

type Damage = {
  readonly random: Random
  readonly keepsSecrets: (error: unknown) => void
  readonly which: string
}

async function checkOne(suite: Suite, { random, keepsSecrets, which }: Damage): Promise<void> {
  const { fixtures } = suite
  // At least half of them are answers, however many failures are recorded.
  const among = random() < 0.5 ? fixtures.filter((one) => one.expect === undefined) : fixtures
  const fixture = among[randomIndex(among.length, random)]
  if (fixture === undefined) return
  const response = responseOf(fixture)
  const isMoved = fixture.stream && random() < 0.4
  const stub = stubFetch(isMoved ? withMovedFrames(response, random) : damaged(response, random))
  const outcome = await askModel(suite.create(stub), fixture.stream ? 'stream' : 'generate')
  const where = `${which}, of ${fixture.name}`
  try {
    if (outcome.answer === undefined) failureOf(outcome, keepsSecrets)
    else assert.equal(typeof outcome.answer.finish.unified, 'string', 'the finish reason')
    if (outcome.answer !== undefined && fixture.stream) checkGrammar(outcome.parts)
    assert.ok(stub.released, 'the body was neither read nor cancelled')
  } catch (error) {
    throw new Error(`${where}: ${error instanceof Error ? error.message : 'it failed'}`, { cause: error })
  }
}
