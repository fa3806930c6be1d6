import assert from 'node:assert/strict'
import { checkFailure } from '../check-failure.ts'
import type { ExpectedFailure, Fixture } from '../fixtures.ts'
import { askModel, textSoFar, type Way } from '../read-answer.ts'
import { plantedRequest } from '../planted.ts'
import { stubFetch } from '../stub-fetch.ts'
import { failuresOf, responseOf, type ConformanceCase, type Suite } from '../suite.ts'

/** Recorded failures are classified as the vendor means them, and never tried again by the adapter. */
export function failureCases(suite: Suite): ConformanceCase[] {
  const ways: readonly Way[] = ['generate', 'stream']
  const refusals = failuresOf(suite, false).flatMap((fixture) =>
    ways.map((way) => failureCase(suite, fixture, way)),
  )
  const streams = failuresOf(suite, true).map((fixture) => failureCase(suite, fixture, 'stream'))
  const refused = suite.fixtures.find(({ name, expect }) => name === 'err-401' && expect !== undefined)
  return [...refusals, ...streams, ...(refused === undefined ? [] : [probeCase(suite, refused)])]
}

function failureCase(suite: Suite, fixture: Fixture, way: Way): ConformanceCase {
  const expected = expectedOf(fixture)
  return {
    name: `${fixture.name}: ${way} fails as ${expected.kind} of the ${expected.scope}`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const outcome = await askModel(suite.create(stub), way)
      const error = checkFailure(outcome, expected)
      if (fixture.status >= 400) assert.equal(error.status, fixture.status, 'the status of the error')
      if (!fixture.stream) assert.equal(textSoFar(outcome.parts), '', 'text that came before the failure')
      assert.ok(
        outcome.parts.every(({ type }) => type !== 'finish'),
        'a stream that fails gave a finish part',
      )
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
      assert.ok(stub.released, 'the body was neither read nor cancelled')
    },
  }
}

function probeCase(suite: Suite, fixture: Fixture): ConformanceCase {
  return {
    name: `${fixture.name}: probe, if there is one, fails as generate does`,
    async run() {
      const stub = stubFetch(responseOf(fixture))
      const model = suite.create(stub)
      if (model.probe === undefined) return
      const error = await model.probe({ headers: plantedRequest.headers }).then(
        () => assert.fail('the probe succeeded'),
        (thrown: unknown) => thrown,
      )
      checkFailure({ error }, expectedOf(fixture))
      assert.equal(stub.sent.length, 1, 'how many requests were sent')
    },
  }
}

function expectedOf({ expect, name }: Fixture): ExpectedFailure {
  if (expect === undefined) throw new Error(`${name} is no failure`)
  return expect
}
