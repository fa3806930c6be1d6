import type { Warning } from '@llm-balancer/provider'
import { describe, expect, it } from 'vitest'
import { translatedScene } from '../test/translated-scene.ts'
import { translatingBridge } from './index.ts'
import { warningNames } from './outer-api.ts'

describe('the names of what a target left out or replaced', () => {
  it.each<[string, Warning[]]>([
    ['', []],
    ['topK', [{ type: 'unsupported', feature: 'topK', details: 'left out' }]],
    ['reasoning', [{ type: 'compatibility', feature: 'reasoning' }]],
    ['budget', [{ type: 'deprecated', setting: 'budget', message: 'use another' }]],
    ['other', [{ type: 'other', message: 'something else' }]],
    [
      'seed, topK',
      [
        { type: 'unsupported', feature: 'seed' },
        { type: 'unsupported', feature: 'topK' },
        { type: 'unsupported', feature: 'seed' },
      ],
    ],
    ['tool acme.web-search', [{ type: 'unsupported', feature: 'tool "acme.web-search"\r\n' }]],
  ])('are "%s" of %j', (names, warnings) => {
    expect(warningNames(warnings)).toBe(names)
  })

  it.each([false, true])('are in a header where there are some, streamed: %s', async (stream) => {
    const { balancer } = translatedScene('claude')
    const send = translatingBridge(balancer)
    const namesOf = async (more: object): Promise<string | null> => {
      const messages = [{ role: 'user', content: 'Hi' }]
      const response = await send('https://x.example/v1/chat/completions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'm', messages, stream, ...more }),
      })
      await response.text()
      return response.headers.get('x-llm-balancer-warnings')
    }
    expect(await namesOf({ seed: 1, presence_penalty: 1 })).toBe('seed, presencePenalty')
    expect(await namesOf({})).toBeNull()
  })
})
