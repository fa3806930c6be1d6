import { expect, it } from 'vitest'
import { imageAt } from './image-at.ts'

it.each([
  [{ url: 'https://a.test/1.png' }, {}],
  [{ url: 'https://a.test/1.png', detail: 'low' }, { providerOptions: { openai: { detail: 'low' } } }],
  [{ url: 'https://a.test/1.png', detail: 5 }, {}],
])(
  'an image of OpenAI’s formats is a part with its address, and how closely it is looked at: %o',
  (image, own) => {
    const data = { type: 'url', url: 'https://a.test/1.png' }
    expect(imageAt(image)).toEqual({ type: 'file', mediaType: 'image', data, ...own })
  },
)

it('an image without an address is one without an address, which its reader refuses', () => {
  for (const image of [undefined, 'text', {}])
    expect(imageAt(image).data).toEqual({ type: 'url', url: undefined })
})
