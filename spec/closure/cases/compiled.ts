// @ts-nocheck: what compilers make of types and classes has none
import type { Case } from '../case.js'

const unit = 's'

var Level
;(function (Level) {
  Level[(Level['Low'] = 1)] = 'Low'
  Level[(Level['High'] = 5)] = 'High'
  Level['Named'] = 'named'
})(Level || (Level = {}))

var Shapes
;(function (Shapes) {
  const hidden = 3
  Shapes.area = (side) => side * hidden
  let Inner
  ;(function (Inner) {
    Inner.deep = () => Shapes.area(hidden)
  })((Inner = Shapes.Inner || (Shapes.Inner = {})))
})(Shapes || (Shapes = {}))
;(function (Shapes) {
  Shapes.unit = unit
  Shapes.describe = () => `${Shapes.area(2)}${Shapes.unit}`
})(Shapes)

var waiter = function (thisArg, _arguments, P, generator) {
  return new (P || (P = Promise))(function (resolve, reject) {
    const step = (result) => (result.done ? resolve(result.value) : new P((r) => r(result.value)).then(next, fail))
    const next = (value) => { try { step(generator.next(value)) } catch (e) { reject(e) } }
    const fail = (value) => { try { step(generator.throw(value)) } catch (e) { reject(e) } }
    step((generator = generator.apply(thisArg, _arguments || [])).next())
  })
}
function lowered(x) {
  return waiter(void 0, arguments, void 0, function* (x) {
    const first = yield Promise.resolve(x)
    try { yield Promise.reject(new Error('no')) } catch (e) { return [first, e.message, unit] }
  })
}

var extend = (function () {
  var set = Object.setPrototypeOf
  return function (d, b) {
    set(d, b)
    function Link() { this.constructor = d }
    d.prototype = ((Link.prototype = b.prototype), new Link())
  }
})()
var Vehicle = (function () {
  function Vehicle(wheels) { this.wheels = wheels }
  Vehicle.prototype.describe = function () { return `${this.wheels} wheels, ${unit}` }
  Object.defineProperty(Vehicle.prototype, 'even', {
    get: function () {
      return this.wheels % 2 === 0
    },
    enumerable: false,
    configurable: true,
  })
  Vehicle.count = 0
  return Vehicle
})()
var Car = (function (_super) {
  extend(Car, _super)
  function Car() {
    var _this = (_super !== null && _super.apply(this, [4])) || this
    _this.bound = function () { return _this.wheels }
    return _this
  }
  Car.prototype.describe = function () { return `car: ${_super.prototype.describe.call(this)}` }
  return Car
})(Vehicle)

function checkCall(instance, Constructor) {
  if (!(instance instanceof Constructor)) throw new TypeError('Cannot call a class as a function')
}
function defineAll(target, props) {
  for (const p of props) Object.defineProperty(target, p.key, { configurable: true, writable: true, ...p })
}
function makeClass(C, proto, statics) {
  if (proto) defineAll(C.prototype, proto)
  if (statics) defineAll(C, statics)
  return C
}
let Babel = /*#__PURE__*/ (function () {
  function Babel(n) { checkCall(this, Babel); this.n = n }
  return makeClass(
    Babel,
    [
      {
        key: 'show',
        value: function show() {
          return this.n + unit
        },
      },
    ],
    [
      {
        key: 'of',
        value: function of(n) {
          return new Babel(n)
        },
      },
    ],
  )
})()

var secrets = new Map()
var named = (fn, name) => Object.defineProperty(fn, 'name', { value: name, configurable: true })
var arrow = named((x) => x + unit, 'keptName')
var covered = (() => { const counts = { f: { 0: 0 } }; return () => counts })()
function measured(x) { covered().f[0]++; return x > 1 ? (covered().f[0]++, x) : unit }
var spreadOut = function (to, from) {
  for (var i = 0, il = from.length, j = to.length; i < il; i++, j++) to[j] = from[i]
  return to
}
var assignAll = Object.assign || function () {}
var template = function (cooked, raw) { return Object.defineProperty(cooked, 'raw', { value: raw }) }
var tag = (parts) => [parts.raw[0], parts[0], unit]
var cached
var tagged = () => tag(cached || (cached = template(['a\n'], ['a\\n'])))
var reexports = {}
Object.defineProperty(reexports, '__esModule', { value: true })
Object.defineProperty(reexports, 'arrow', { enumerable: true, get: function () { return arrow } })
var interop = (obj) => (obj && obj.__esModule ? obj : { default: obj })
var reexports_1 = interop(reexports), unit_1 = interop(unit)
var Decorated = class { run() { return unit } }
var decorate = (decorators, target, key) => {
  for (const d of decorators) Object.defineProperty(target, key, d(Object.getOwnPropertyDescriptor(target, key)))
}
decorate([(d) => ({ ...d, value() { return `decorated ${d.value.call(this)}` } })], Decorated.prototype, 'run')
var regenerated = () => {
  var state = 0
  return {
    next: () => {
      switch (state++) {
        case 0:
          return { value: unit, done: false }
        default:
          return { value: void 0, done: true }
      }
    },
    [Symbol.iterator]() {
      return this
    },
  }
}
var optional = (o) => {
  var _a
  return (_a = o === null || o === void 0 ? void 0 : o.a) !== null && _a !== void 0 ? _a : unit
}
const nameHelpers = ((e) => { var t = 1, n = (r) => r * t + e, i = { a: n, b: (r) => i.a(r) + 1 }; return i })(2)

export const cases: Case[] = [
  { title: 'an enum', run: () => [Level.Low, Level[5], Level.Named, Object.keys(Level)] },
  { title: 'a namespace', run: () => [Shapes.area(2), Shapes.describe(), Shapes.Inner.deep()] },
  { title: 'a lowered async function', run: lowered, args: [7] },
  {
    title: 'a lowered async arrow',
    run: () =>
      waiter(void 0, void 0, void 0, function* () {
        return [yield 1, unit]
      }),
  },
  {
    title: 'classes of ES5',
    run: () => [new Car().describe(), new Car().even, Car.count, new Car().bound(), new Car() instanceof Vehicle],
  },
  {
    title: 'classes of another compiler',
    run: () => {
      try {
        return Babel(1)
      } catch (e) {
        return [e.message, Babel.of(3).show(), Object.keys(Babel)]
      }
    },
  },
  {
    title: 'private members in a map',
    run: () => {
      class P {
        constructor() {
          secrets.set(this, unit)
        }
        get() {
          return secrets.get(this)
        }
      }
      return new P().get()
    },
  },
  { title: 'names that are kept', run: () => [arrow.name, arrow(1)] },
  { title: 'counters of coverage', run: () => [measured(2), measured(1)] },
  { title: 'helpers to spread and assign', run: () => [spreadOut([1], [2, 3]), assignAll({ a: 1 }, { unit })] },
  { title: 'a lowered template', run: () => [tagged(), tagged()[0] === tagged()[0]] },
  { title: 'exports behind getters', run: () => [(0, reexports_1.arrow)(2), unit_1.default, reexports_1.__esModule] },
  { title: 'a decorated method', run: () => new Decorated().run() },
  { title: 'a lowered generator', run: () => [...regenerated()] },
  { title: 'lowered operators', run: () => [optional(null), optional({ a: 0 })] },
  { title: 'what a minifier leaves', run: () => [nameHelpers.a(3), nameHelpers.b(3)] },
]
