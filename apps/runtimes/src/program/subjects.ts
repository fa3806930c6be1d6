import { coreSubject } from './core-subject.ts'
import { onePlace } from './one-place.ts'
import type { Subject, SubjectTarget } from './subject.ts'
import { umbrellaSubject } from './umbrella-subject.ts'

/** Base URLs of the fake targets by id; the bundler puts them in. */
declare const fakeUrls: Readonly<Record<string, string>>

const target = (id: string): SubjectTarget => ({ id, baseURL: fakeUrls[id] ?? '', guards: [] })
const narrow = (id: string): SubjectTarget => ({ ...target(id), guards: [onePlace()] })

/** The balancers of the program by the first part of a path. */
export const subjects: Readonly<Record<string, Subject>> = {
  core: coreSubject([target('a'), target('b')]),
  umbrella: umbrellaSubject([target('a'), target('b')]),
  'core-narrow': coreSubject([narrow('narrow')]),
  'umbrella-narrow': umbrellaSubject([narrow('narrow')]),
}
