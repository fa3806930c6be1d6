import type { ServerResponse } from 'node:http'
import { Departure, type Wire } from './wire.ts'

/** A wire over a real connection. */
export function socketWire(response: ServerResponse): Wire {
  const departure = new Departure()
  response.sendDate = false
  response.on('error', () => {})
  response.on('close', () => {
    if (!response.writableEnded) departure.leave('client-closed')
  })
  return {
    departure,
    head: (status, headers) => void response.writeHead(status, headers),
    write(text) {
      if (response.write(text)) return undefined
      return departure.wait((done) => {
        response.once('drain', done)
        return () => response.off('drain', done)
      })
    },
    end: (text) => void response.end(text),
    cut(how) {
      const { socket } = response
      if (how === 'reset') socket?.resetAndDestroy()
      else socket?.destroySoon()
    },
  }
}
