# Reads the five answers as the generated client does; only the models are loaded, without an HTTP library.
require 'json'
require 'date'
require 'time'

module OpenapiClient
  ApiError = Class.new(StandardError)
end
require 'openapi_client/api_model_base'
Dir['client/lib/openapi_client/models/*.rb'].each { |file| require "./#{file}" }

found = JSON.parse(File.read('../answers.json')).transform_values do |answer|
  envelope = OpenapiClient::PositionMarginEnvelope.build_from_hash(JSON.parse(answer.to_json, symbolize_names: true))
  item = envelope.data[0]
  [envelope.code, item.amt || '', item.leverage || '']
rescue StandardError => error
  error.inspect
end
puts found.to_json
OpenapiClient::SignalBotMarginRequest.new(algo_id: '123456', type: 'add', percent: '5')
