import { sourcesOf, type RecordedRequest } from '@llm-balancer/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RuntimeScene } from './runtime/runtime-scene.ts'
import { runtimes, whyMissing } from './runtime/runtimes.ts'

/** The balancers of the program, which are made when its module is loaded. */
const subjects = ['core', 'umbrella'] as const
const idle = { running: 0, waiting: 0 }

/** Who served each request, as the words of an answer name them. */
const served = (requests: readonly RecordedRequest[]): string[] =>
  requests.map(({ targetId, number }) => `${String(targetId)}#${number}`)

for (const command of runtimes) {
  const reason = whyMissing(command)
  const title = `under ${command.name}${reason === undefined ? '' : `, which cannot be run: ${reason}`}`

  const start = async (): Promise<RuntimeScene> => {
    const scene = await RuntimeScene.start(command)
    onTestFinished(async () => {
      await scene.stop()
      expect(scene.errors()).toBe('')
    })
    return scene
  }

  describe.skipIf(reason !== undefined)(title, () => {
    it('balancers that all requests share answer, stream and probe', async () => {
      const scene = await start()
      for (const subject of subjects) {
        for (const work of ['chat', 'stream']) {
          const { result, requests } = await scene.during(() => scene.ask(`${subject}/${work}`))
          expect(result.status).toBe(200)
          expect(sourcesOf(result.text)).toEqual(served(requests))
          expect(requests.map(({ stream }) => stream)).toEqual([work === 'stream'])
        }
        const { result, requests } = await scene.during(() => scene.ask(`${subject}/health`))
        expect(result).toEqual({ status: 200, text: '["a","b"]' })
        expect(new Set(requests.map(({ targetId }) => targetId))).toEqual(new Set(['a', 'b']))
        expect(requests.map(({ status }) => status)).toEqual([200, 200])
        await scene.untilLoad(subject, idle)
      }
    })

    it('a target that is down is replaced by the other one', async () => {
      const scene = await start()
      scene.fake.target('a').outage('server')
      for (const subject of subjects) {
        const { result, requests } = await scene.during(() =>
          Promise.all(['chat', 'stream', 'chat'].map((work) => scene.ask(`${subject}/${work}`))),
        )
        const answered = requests.filter(({ fault }) => fault === undefined)
        expect(answered.map(({ targetId }) => targetId)).toEqual(['b', 'b', 'b'])
        expect(new Set(result.flatMap(({ text }) => sourcesOf(text)))).toEqual(new Set(served(answered)))
        await scene.untilLoad(subject, idle)
      }
    })

    it('a waiting run is woken by the end of another request, and calls in its own', async () => {
      const scene = await start()
      for (const subject of subjects.map((name) => `${name}-narrow`)) {
        const { result, requests } = await scene.during(async (received) => {
          const first = scene.ask(`${subject}/chat`)
          await scene.fake.until(() => received().length === 1)
          const second = scene.ask(`${subject}/stream`)
          await scene.untilLoad(subject, { running: 2, waiting: 1 })
          expect(received()).toHaveLength(1)
          await scene.clock.advance(1000)
          const answer = await first
          // The one that waited begins its attempt, although the request whose end woke it is over.
          await scene.fake.until(() => received().length === 2)
          await scene.clock.advance(1000)
          return [answer, await second]
        })
        expect(result.map(({ status }) => status)).toEqual([200, 200])
        expect(result.flatMap(({ text }) => sourcesOf(text))).toEqual(served(requests))
        expect(requests.map(({ stream }) => stream)).toEqual([false, true])
        await scene.untilLoad(subject, idle)
      }
    })

    it('a client that leaves frees the place of its call', async () => {
      const scene = await start()
      for (const subject of subjects.map((name) => `${name}-narrow`)) {
        const { result, requests } = await scene.during(async (received) => {
          const leave = scene.askAndLeave(`${subject}/chat`)
          await scene.fake.until(() => received().length === 1)
          leave()
          await scene.untilLoad(subject, idle)
          const next = scene.ask(`${subject}/chat`)
          await scene.fake.until(() => received().length === 2)
          await scene.clock.advance(1000)
          return await next
        })
        expect(requests.map(({ end }) => end)).toEqual(['client-closed', 'answered'])
        expect(sourcesOf(result.text)).toEqual(served(requests.slice(1)))
        await scene.untilLoad(subject, idle)
      }
    })
  })
}
