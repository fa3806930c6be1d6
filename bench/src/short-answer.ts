/** An answer of one word in OpenAI's format, as JSON. */
export const shortAnswer = (model: string): string =>
  JSON.stringify({
    id: 'answer',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  })
