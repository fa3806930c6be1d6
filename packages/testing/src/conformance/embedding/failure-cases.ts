import assert from 'node:assert/strict'
import { randomIndex, seededRandom } from '@llm-balancer/core'
import { checkFailure, failedAs, failureOf } from '../check-failure.ts'
import { echoing, leaky } from '../echo.ts'
import type { Fixture } from '../fixtures.ts'
import { damaged } from '../mutate.ts'
import { plantedEmbedding, embedWith, goodResponse, type EmbeddingSuite } from './embedding-suite.ts'
import { stubFetch, type StubFetch } from '../stub-fetch.ts'
import { responseOf, settle, type ConformanceCase } from '../suite.ts'

/** Failures are classified as those of a chat model, keep all secrets, and are never tried again by the adapter. */
export function embeddingFailureCases(suite: EmbeddingSuite): ConformanceCase[] {
  return [
    ...suite.refusals.map((fixture) => refusalCase(suite, fixture)),
    ...suite.refusals.filter(({ name }) => name === 'err-401').map((fixture) => probeCase(suite, fixture)),
    ...secretCases(suite),
    ...abortCases(suite),
    {
      name: `${suite.mutations} damaged answers are answers or failures`,
      run: () => checkDamages(suite),
    },
  ]
}

function refusalCase(suite: EmbeddingSuite, fixture: Fixture): ConformanceCase {
  const { name, expect, status, body } = fixture
  assert.ok(expect !== undefined, `${name} is no failure`)
  return {
    name: `${name}: embed fails as ${expect.kind} of the ${expect.scope}`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const error = checkFailure(await embedWith(suite.create(stub)), expect)
      if (status >= 400) assert.equal(error.status, status, 'the status of the error')
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
      assert.ok(stub.released, 'the body was neither read nor cancelled')
      const echo = stubFetch({ ...responseOf(fixture), body: echoing(body) })
      assert.equal(failureOf(await embedWith(suite.create(echo))).kind, expect.kind, 'with an echo')
    },
  }
}

function probeCase(suite: EmbeddingSuite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: probe, if there is one, fails as embed does`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const model = suite.create(stub)
      if (model.probe === undefined) return
      const error = await model.probe({ headers: plantedEmbedding.headers }).then(
        () => assert.fail('the probe succeeded'),
        (thrown: unknown) => thrown,
      )
      failedAs({ error }, ['auth'])
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
    },
  }
}

function secretCases(suite: EmbeddingSuite): ConformanceCase[] {
  return [
    {
      name: 'a fetch that fails with the request in its message is a network failure that keeps it',
      async run() {
        const cause = Object.assign(new Error(`connect ECONNREFUSED with ${leaky}`), { code: 'ECONNREFUSED' })
        const stub = stubFetch({ error: new TypeError(`fetch failed: ${leaky}`, { cause }) })
        failedAs(await embedWith(suite.create(stub)), ['network'])
      },
    },
    {
      name: 'an answer that does not parse and repeats the request keeps it',
      async run() {
        for (const body of [leaky, JSON.stringify({ oops: leaky })]) {
          const stub = stubFetch({ ...goodResponse(suite), body })
          failedAs(await embedWith(suite.create(stub)), ['invalid-response'])
        }
      },
    },
  ]
}

function abortCases(suite: EmbeddingSuite): ConformanceCase[] {
  const good = goodResponse(suite)
  const half = String(good.body).slice(0, Math.floor(String(good.body).length / 2))
  const stubs: Readonly<Record<string, () => StubFetch>> = {
    'before the headers': () => stubFetch(good, { before: 'hang' }),
    'before the headers, also when fetch does not listen': () => stubFetch(good, { before: 'deaf' }),
    'in the body, which is cancelled': () => stubFetch({ ...good, body: half, then: 'hang' }),
    'in the body, also when the body does not listen': () =>
      stubFetch({ ...good, body: half, then: 'hang' }, { deaf: true }),
  }
  return [
    {
      name: 'embed with a signal that is aborted already sends nothing',
      async run() {
        const stub = stubFetch(good)
        const reason = new Error('aborted early')
        const { error } = await embedWith(suite.create(stub), { signal: AbortSignal.abort(reason) })
        assert.equal(error, reason, 'what was thrown is not the signal’s own reason')
        assert.equal(stub.sent.length, 0, 'how many requests were sent')
      },
    },
    ...Object.entries(stubs).map(([when, stubOf]) => ({
      name: `embed can be aborted ${when}`,
      run: () => abortWhile(suite, stubOf()),
    })),
  ]
}

async function abortWhile(suite: EmbeddingSuite, stub: StubFetch): Promise<void> {
  const controller = new AbortController()
  const reason = new Error('the caller left')
  const asked = embedWith(suite.create(stub), { signal: controller.signal })
  await settle()
  assert.equal(stub.sent.length, 1, 'how many requests were sent')
  controller.abort(reason)
  assert.equal((await asked).error, reason, 'what was thrown is not the signal’s own reason')
  await settle()
  assert.ok(stub.released, 'the body was not cancelled')
}

async function checkDamages(suite: EmbeddingSuite): Promise<void> {
  const random = seededRandom(suite.seed)
  const recorded = [...suite.answers, ...suite.answers, ...suite.refusals]
  for (let count = 1; count <= suite.mutations; count += 1) {
    const fixture = recorded[randomIndex(recorded.length, random)]
    if (fixture === undefined) return
    const stub = stubFetch(damaged(responseOf(fixture), random))
    const outcome = await embedWith(suite.create(stub))
    if (outcome.answer === undefined) failureOf(outcome)
    else checkVectors(outcome.answer.embeddings, `damage ${count}, of ${fixture.name}`)
    assert.ok(stub.released, `damage ${count}: the body was neither read nor cancelled`)
  }
}

function checkVectors(embeddings: readonly (readonly number[])[], which: string): void {
  assert.equal(embeddings.length, plantedEmbedding.values.length, `${which}: how many vectors`)
  for (const vector of embeddings)
    assert.ok(
      vector.length > 0 && vector.every(Number.isFinite),
      `${which}: a vector is not a list of finite numbers`,
    )
}
