import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { translatedScene, type VendorId } from '../../test/translated-scene.ts'
import { translated } from '../index.ts'
import { AnswerMemory } from './answer-memory.ts'

const look = (asked: unknown[]) => ({
  type: 'function' as const,
  function: {
    name: 'look',
    description: 'Looks',
    parameters: { type: 'object', properties: { at: { type: 'string' } } },
    parse: JSON.parse as (input: string) => unknown,
    function: (place: unknown) => {
      asked.push(place)
      return 'wet'
    },
  },
})

const signatures: Readonly<Record<VendorId, RegExp>> = {
  gpt: /never/,
  claude: /"type":"thinking","thinking":"I have to look\.","signature":"[^"]+"/,
  gemini: /"thoughtSignature":"(?!skip_)[^"]+"/,
}

describe.each(['claude', 'gemini'] as const)('runTools of a genuine OpenAI client over %s', (vendor) => {
  it.each([false, true])('gives the vendor its signatures back, streamed: %s', async (stream) => {
    const scene = translatedScene(vendor)
    const calling = { reasoning: 'I have to look.', toolCalls: [{ name: 'look', input: { at: 'Oslo' } }] }
    scene.fake.target(vendor).script([{ reply: calling }, { reply: calling }, 'ok'])
    const client = new OpenAI({ ...translated(scene.balancer) })
    const asked: unknown[] = []
    const question = {
      model: 'any',
      messages: [{ role: 'user' as const, content: 'Rain?' }],
      tools: [look(asked)],
    }
    const runner = stream
      ? client.chat.completions.runTools({ ...question, stream })
      : client.chat.completions.runTools(question)
    expect(await runner.finalContent()).toContain(vendor)
    expect(asked).toEqual([{ at: 'Oslo' }, { at: 'Oslo' }])
    expect(scene.asked()).toEqual([vendor, vendor, vendor])
    const [, second, third] = scene.bodies().map((body) => JSON.stringify(body))
    expect(second).toMatch(signatures[vendor])
    expect(third?.match(new RegExp(signatures[vendor], 'g'))).toHaveLength(2)
  })
})

describe('what is kept of answers', () => {
  const user = { role: 'user', content: 'Rain?' }
  const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{"at": "Oslo"}' } }
  const carrying = {
    role: 'assistant',
    content: null,
    tool_calls: [{ ...call, extra_content: { llm_balancer: 'x' } }],
  }
  const bare = {
    role: 'assistant',
    tool_calls: [{ ...call, function: { name: 'look', arguments: '{"at":"Oslo"}' } }],
  }

  it('goes back into the same place of the same conversation alone', () => {
    const memory = new AnswerMemory()
    memory.keep([user], carrying)
    expect(memory.restored([user, bare])).toEqual([
      user,
      { ...bare, tool_calls: [{ ...bare.tool_calls[0], extra_content: { llm_balancer: 'x' } }] },
    ])
    const other = [{ role: 'user', content: 'Snow?' }, bare]
    expect(memory.restored(other)).toEqual(other)
    const kept = [user, carrying]
    expect(memory.restored(kept)).toEqual(kept)
  })

  it('goes back to the same calls alone, however their arguments are written', () => {
    const memory = new AnswerMemory()
    memory.keep([user], carrying)
    const restores = (id: unknown, name: string, input: unknown): boolean => {
      const again = { role: 'assistant', tool_calls: [{ id, function: { name, arguments: input } }] }
      return JSON.stringify(memory.restored([user, again])).includes('llm_balancer')
    }
    expect(restores('call_1', 'look', '{ "at":"Oslo" }')).toBe(true)
    expect(restores('call_2', 'look', '{"at":"Oslo"}')).toBe(false)
    expect(restores('call_1', 'find', '{"at":"Oslo"}')).toBe(false)
    expect(restores('call_1', 'look', '{"at":"Rome"}')).toBe(false)
    expect(restores('call_1', 'look', 'Oslo')).toBe(false)
    expect(restores('call_1', 'look', undefined)).toBe(false)
  })

  it('is that of the answer, of its calls, or of both', () => {
    const extra = { extra_content: { llm_balancer: 'x' } }
    const two = (first: object, second: object): object[] => [
      { ...call, ...first },
      { ...call, id: 'call_2', ...second },
    ]
    const ofAnswer = { role: 'assistant', ...extra, tool_calls: two({}, {}) }
    const ofCall = { role: 'assistant', tool_calls: two({}, extra) }
    for (const answer of [ofAnswer, ofCall]) {
      const memory = new AnswerMemory()
      memory.keep([user], answer)
      expect(memory.restored([user, { role: 'assistant', tool_calls: two({}, {}) }])).toEqual([user, answer])
    }
  })

  it('is bounded, and nothing where an answer carries nothing', () => {
    const memory = new AnswerMemory(2 * JSON.stringify(carrying).length)
    memory.keep([user], bare)
    const conversations = ['one', 'two', 'three'].map((content) => [{ role: 'user', content }])
    for (const messages of conversations) memory.keep(messages, carrying)
    const restored = conversations.map((messages) => memory.restored([...messages, bare]))
    expect(restored.map((messages) => JSON.stringify(messages).includes('llm_balancer'))).toEqual([
      false,
      true,
      true,
    ])
    expect(memory.restored([user, bare])).toEqual([user, bare])
    expect(memory.restored('no list')).toBe('no list')
  })
})
