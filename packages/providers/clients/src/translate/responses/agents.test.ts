import { Agent, tool } from '@openai/agents'
import OpenAI from 'openai'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { agentRunner } from '../../test/agent-runner.ts'
import { translatedScene } from '../../test/translated-scene.ts'
import { translated } from '../index.ts'

it('an agent of @openai/agents goes on with a second vendor after a turn with the first one', async () => {
  const scene = translatedScene('claude', 'gemini')
  scene.fake.target('claude').script(['ok', 'overloaded', 'overloaded'])
  scene.fake.target('claude').update({ reply: { toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] } })
  scene.fake.target('gemini').update({ reply: 'Rain.' })
  const looked: unknown[] = []
  const look = tool({
    name: 'look',
    description: 'Looks',
    parameters: z.object({ at: z.string() }),
    execute: (place) => {
      looked.push(place)
      return 'wet'
    },
  })
  const runner = agentRunner(new OpenAI({ ...translated(scene.balancer) }))
  const agent = new Agent({ name: 'Looker', instructions: 'Look.', model: 'any', tools: [look] })
  const first = await runner.run(agent, 'Rain?')
  expect(first.finalOutput).toBe('Rain.')
  const second = await runner.run(agent, [...first.history, { role: 'user', content: 'And now?' }])
  expect(second.finalOutput).toBe('Rain.')
  expect(looked).toEqual([{ at: 'Oslo' }])
  expect(scene.asked()).toEqual(['claude', 'claude: overloaded', 'gemini', 'claude: overloaded', 'gemini'])
})
