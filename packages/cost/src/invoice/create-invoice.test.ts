import { expect, it } from 'vitest'
import { createInvoice } from '../index.ts'

it.each(['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'])(
  'an invoice takes no usage with %s that are no number',
  (name) => {
    const invoice = createInvoice()
    for (const wrong of [NaN, -1, '7'])
      expect(() => {
        invoice.add({ usage: { [name]: wrong } })
      }).toThrow(`usage.${name}`)
    expect(invoice.toJSON().lines).toEqual([])
  },
)
