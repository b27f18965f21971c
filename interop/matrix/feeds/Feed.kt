import client.infrastructure.Serializer
import client.models.PositionMarginEnvelope
import client.models.SignalBotMarginRequest
import java.io.File

/** Reads the five answers as the generated client does. */
fun main() {
    val moshi = Serializer.moshi
    val any = moshi.adapter(Any::class.java)
    val reader = moshi.adapter(PositionMarginEnvelope::class.java)
    val answers = any.fromJson(File("../answers.json").readText()) as Map<*, *>
    val found = answers.mapValues { (_, answer) ->
        try {
            val envelope = reader.fromJson(any.toJson(answer))!!
            val item = envelope.data?.firstOrNull()
            listOf(envelope.code, item?.amt ?: "", item?.leverage ?: "")
        } catch (error: Exception) {
            error.toString()
        }
    }
    println(any.toJson(found))
    SignalBotMarginRequest(algoId = "123456", type = SignalBotMarginRequest.Type.add, percent = "5")
}
