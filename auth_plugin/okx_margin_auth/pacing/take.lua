-- One rate limit of one account, on the server's clock. A call tells what became of earlier places, and asks for one.
--
-- KEYS[1]  the limit's state
-- ARGV     1 requests, 2 window, 3 how long after it was asked for the place's request may arrive
--          4 token of the place asked for, "" for none; 5 ticket, 0 when first asked for; 6 patience, -1 for ever
--          7 "1" where places were taken without this server in the last window
--          8 number of this question
--          9, 10, ...  token of a place, and how long ago its request was counted, or "unused"
-- returns  1 taken, 0 wait, -1 the turn comes after the patience; the wait; the ticket; how many are ahead; the number
--
-- Times are microseconds. A place is {token, earliest, till}: not free before the one, free from the other on
-- unless told otherwise. Who waits in line is {token, ticket, back}: gone if not back by then.

local GRACE = 250000
local KEPT_MS = 3600000 -- much longer than any window: what else could tell that another server has taken over

local requests, window, trip = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local token, ticket, patience = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- A replica that took over may lack the last places, and a server that restarted all of them: nobody goes before a
-- whole window has passed. INFO may be forbidden; then neither is noticed.
local server = redis.pcall('INFO', 'server')
server = type(server) == 'string' and server or ''
local run = string.match(server, 'run_id:(%w+)') or ''
local up = tonumber(string.match(server, 'uptime_in_seconds:(%d+)')) or 3600
up = math.max(up - 1, 0) -- it is told in whole seconds of the clock, and so may be up to one too many
local state = redis.call('GET', KEYS[1])
if state then
  state = cmsgpack.unpack(state)
  if state.run ~= run then
    state.run, state.opens = run, now + window + trip
  end
else
  state = {run = run, opens = now - up * 1000000 + window + trip, places = {}, line = {}}
end
if ARGV[7] == '1' then
  state.opens = math.max(state.opens, now + window + trip)
end
local latest = now + 2 * window -- nothing lasts longer; it would where the server's clock was set back
state.opens = math.min(state.opens, latest)

local reports = {}
for i = 9, #ARGV, 2 do
  reports[ARGV[i]] = ARGV[i + 1]
end

local places, held = {}, {}
local function hold(place)
  place[3] = math.min(place[3], latest)
  if place[3] > now then
    places[#places + 1] = place
    held[place[1]] = true
  end
end
for _, place in ipairs(state.places) do
  if not reports[place[1]] then
    hold(place)
  end
end
for reported, age in pairs(reports) do
  if age ~= 'unused' then
    local till = now - tonumber(age) + window
    hold({reported, till, till})
  end
end

local line, ahead = {}, 0
for _, waiter in ipairs(state.line) do
  if waiter[1] ~= token and not reports[waiter[1]] and now <= waiter[3] and waiter[3] <= latest then
    line[#line + 1] = waiter
    if ticket == 0 or waiter[2] < ticket then
      ahead = ahead + 1
    end
  end
end

local function turn()
  local free = {}
  for _, place in ipairs(places) do
    free[#free + 1] = place[2] > now and place[2] or place[3]
  end
  while #free < requests do
    free[#free + 1] = now
  end
  table.sort(free)
  local first = #free - requests + 1 -- more than the limit are held where a response came later than anybody expected
  return math.max(state.opens, free[first + ahead % requests] + math.floor(ahead / requests) * window)
end

local verdict, wait = 0, 0
if token ~= '' then
  if ticket == 0 then
    local last = #line > 0 and line[#line][2] or 0
    ticket = math.max(now, last + 1)
  end
  if held[token] then -- asked again, since the reply to the first time was lost
    verdict = 1
  elseif now >= state.opens and #places + ahead < requests then
    verdict = 1
    hold({token, now + window, now + window + trip})
  else
    wait = turn() - now
    if patience >= 0 and wait > patience then
      verdict = -1
    else
      table.insert(line, ahead + 1, {token, ticket, now + math.min(wait, window) + GRACE})
    end
  end
end

state.places, state.line = places, line
redis.call('SET', KEYS[1], cmsgpack.pack(state), 'PX', KEPT_MS)
return {verdict, wait, ticket, ahead, tonumber(ARGV[8])}
