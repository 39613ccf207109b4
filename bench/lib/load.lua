-- Requests of many platforms for wrk; lib/platforms.py runs it:
--
--   wrk … -s load.lua http://HOST:PORT -- PLAN.lua
--
-- PLAN.lua is a table that platforms.py writes. Every thread walks over the keys, so that none of
-- them comes near its rate limit. Several of these may play at once, each at a hub of its own, and
-- never ask for the same booking. Ends with one line «wrk {…}» of JSON.

local threads = 0
local all = {}

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
  table.insert(all, thread)
end

local plan, ready
local count = 0

-- What is said again and again is put together once: wrk's own time is not what is measured.
local function search(query, key)
  return wrk.format("GET", plan.path .. query, { Authorization = "Bearer " .. key })
end

function init(arguments)
  plan = dofile(arguments[1])
  refused = 0
  count = number * 7919
  ready = {}
  if plan.kind == "same" then
    for index, key in ipairs(plan.keys) do
      ready[index] = search(plan.queries[index % #plan.queries + 1], key)
    end
  elseif plan.kind == "unique" then
    -- The last parameter differs each time: the answer is the same, and nobody can have kept it.
    for index, key in ipairs(plan.keys) do
      local text = search(plan.queries[index % #plan.queries + 1] .. "&max_price=@@@@@@@@", key)
      local first, last = text:find("@@@@@@@@", 1, true)
      ready[index] = { text:sub(1, first - 1), text:sub(last + 1) }
    end
  end
end

-- «bookings» goes through all inns, night by night; «hot» takes room after room of one room type,
-- so that all clients want the same night of it at any moment.
local function booking()
  local place = (plan.first + (count - number * 7919) * plan.threads + number) * plan.hubs + plan.hub
  local hot = plan.kind == "hot"
  local rate_plan = hot and plan.rate_plan or string.format("B%d-1-ro", place % plan.inns)
  local turn = math.floor(place / (hot and plan.rooms or plan.inns))
  local night = turn % (#plan.nights - 1) + 1
  local body = string.format(
    '{"rate_plan":"%s","check_in":"%s","check_out":"%s","adults":2,'
      .. '"guest":{"name":"Training Guest","name_kana":"クンレン キャク","language":"en",'
      .. '"country":"TW","email":"guest@example.invalid"},"arrival":"17:00",'
      .. '"channel_reference":"R-%d"}',
    rate_plan, plan.nights[night], plan.nights[night + 1], place)
  return wrk.format("POST", "/v1/bookings", {
    Authorization = "Bearer " .. plan.keys[count % #plan.keys + 1],
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = "bench-" .. place,
  }, body)
end

function request()
  count = count + 1
  if plan.kind == "bookings" or plan.kind == "hot" then return booking() end
  local text = ready[count % #ready + 1]
  if plan.kind == "same" then return text end
  return text[1] .. (10000000 + (plan.first + count * plan.threads + number) % 90000000) .. text[2]
end

function done(summary, latency)
  io.write(string.format(
    'wrk {"requests": %d, "seconds": %.6f, "bytes": %d, "refused": %d, "lost": %d, '
      .. '"us_p50": %d, "us_p99": %d, "us_max": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
