import { setImmediate as nextTurn } from 'node:timers/promises'
import { conformanceCases } from '@llm-balancer/testing/conformance'
import { openai } from '@llm-balancer/openai'
import { beforeEach, describe, expect, it } from 'vitest'
import { relay, type Relay } from './test/relay.ts'
import { versions } from './test/serve.ts'

/** The other side hears of what this one does after some turns of the event loop. */
const turns = 50

// Where a body is cut says something of the adapter, not of its transport, and thousands of cuts take long over sockets: that a broken
// connection breaks the body is tested beside the transport. So is that a long body waits for its reader, which a short one does not
// have to, because sockets hold more.
const leftOut = /after any byte|a whole answer that is cut|is read only as fast as/

describe.each(versions)('an adapter over undici and %s conforms', (version) => {
  let sockets: Relay | undefined
  beforeEach(async () => {
    sockets = await relay(version)
  })

  const cases = conformanceCases({
    fixtures: 'openai',
    ...{ mutations: 20, noise: 20 },
    create: ({ fetch, ...settings }) =>
      openai({ ...settings, fetch: sockets?.over(fetch) ?? fetch, model: 'gpt-4.1-mini' }),
    async settle() {
      for (let turn = 0; turn < turns; turn += 1) await nextTurn()
    },
  })
  it.each(cases.filter(({ name }) => !leftOut.test(name)))('$name', ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  )
})
