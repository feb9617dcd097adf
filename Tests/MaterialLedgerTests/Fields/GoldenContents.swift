/// Bytes of the samples, version 1; what is not printable is `\` and two hex digits.
///
/// Never changed: a change here is a conflict for every file that is sent again.
let golden: [String: String] = [
    "opening": #"""
    \01\01\02ati\00\00\00\08\00\06&\1f\15\18\00\00\05basist\00\00\00\09estimated\08facilityt\00\00\00\04\#
    yard\03lott\00\00\00\02O1\06mass_gi\00\00\00\08\00\00\00\00\00\00\13\88\08materialt\00\00\00\09scrap\#
    -lab\06methodt\00\00\00\05scale\08provincet\00\00\00\06410000\0brecorded_byt\00\00\00\02li\07sigma_g\#
    d\00\00\00\08@\04\00\00\00\00\00\00\08suppliert\00\00\00\02S1\05unitsi\00\00\00\08\00\00\00\00\00\00\#
    \00\03
    """#,
    "intake": #"""
    \01\02\0bdeduction_gi\00\00\00\08\00\00\00\00\00\00\00\00\0ededuction_kindt\00\00\00\0acommercial\08\#
    facilityt\00\00\00\04yard\07gross_gi\00\00\00\08\00\00\00\00\02\dfy@\03lott\00\00\00\02T1\08material\#
    t\00\00\00\09scrap-lab\05net_gi\00\00\00\08\00\00\00\00\01\f9\10\e0\0breceived_ati\00\00\00\08\00\06\#
    &\1f\15\18\00\00\08suppliert\00\00\00\02S1\06tare_gi\00\00\00\08\00\00\00\00\00\e6h`\06tickett\00\00\#
    \00\02T1\05truckt\00\00\00\09\e8\b1\abP12345
    """#,
    "run": #"""
    \01\03\08ended_ati\00\00\00\08\00\06&\1f\15\18\00\00\0aenergy_kwhi\00\00\00\08\00\00\00\00\be\c3\c1\#
    \20\08facilityt\00\00\00\05smelt\07processt\00\00\00\08smelting\03runt\00\00\00\02R1\0astarted_ati\#
    \00\00\00\08\00\06&\1f\15\18\00\00\0drun_additionsL\00\00\00\01\00\00\005\06mass_gi\00\00\00\08\00\#
    \00\00\00\00\00\00\01\08materialt\00\00\00\03air\06sourcet\00\00\00\04site\0arun_inputsL\00\00\00\02\#
    \00\00\00\1f\03lott\00\00\00\02T1\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\08\00\00\00\1f\03lott\#
    \00\00\00\02T2\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\07\0arun_lossesL\00\00\00\01\00\00\00;\05b\#
    asist\00\00\00\0adifference\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\01\08materialt\00\00\00\04fum\#
    e\0brun_outputsL\00\00\00\01\00\00\00D\03lott\00\00\00\02L1\06mass_gi\00\00\00\08\00\00\00\00\00\00\#
    \00\0f\08materialt\00\00\00\04lead\05unitsi\00\00\00\08\00\00\00\00\00\00\00\01
    """#,
    "transfer": #"""
    \01\04\0dfrom_facilityt\00\00\00\04yard\0breceived_ati\00\00\00\08\00\06&\1f\15\18\00\00\07sent_ati\#
    \00\00\00\08\00\06&\1f\15\18\00\00\0bto_facilityt\00\00\00\05smelt\08transfert\00\00\00\02V1\09trans\#
    fersL\00\00\00\01\00\00\007\03lott\00\00\00\02T1\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\09\0arec\#
    eived_gi\00\00\00\08\00\00\00\00\00\00\00\09
    """#,
    "shipment": #"""
    \01\05\08customert\00\00\00\02C1\08facilityt\00\00\00\05smelt\04kindt\00\00\00\04sale\05ordert\00\00\#
    \00\04PO-7\08shipmentt\00\00\00\02A1\0ashipped_ati\00\00\00\08\00\06&\1f\15\18\00\00\09shipmentsL\00\#
    \00\00\01\00\00\002\03lott\00\00\00\02L1\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\09\05unitsi\00\#
    \00\00\08\00\00\00\00\00\00\00\01
    """#,
    "return": #"""
    \01\06\08facilityt\00\00\00\05smelt\06returnt\00\00\00\02B1\0breturned_ati\00\00\00\08\00\06&\1f\15\#
    \18\00\00\08shipmentt\00\00\00\02A1\07returnsL\00\00\00\01\00\00\00\1f\03lott\00\00\00\02L1\06mass_g\#
    i\00\00\00\08\00\00\00\00\00\00\00\04
    """#,
    "adjustment": #"""
    \01\07\0aadjustmentt\00\00\00\02D1\02ati\00\00\00\08\00\06&\1f\15\18\00\00\08facilityt\00\00\00\04ya\#
    rd\0badjustmentsL\00\00\00\01\00\00\001\03lott\00\00\00\02T1\06mass_gi\00\00\00\08\ff\ff\ff\ff\ff\ff\#
    \ff\fe\06reasont\00\00\00\06drying
    """#,
    "count": #"""
    \01\08\05countt\00\00\00\02N1\0acounted_ati\00\00\00\08\00\06&\1f\15\18\00\00\08facilityt\00\00\00\#
    \04yard\06countsL\00\00\00\01\00\00\00Y\05basist\00\00\00\09estimated\03lott\00\00\00\02T1\06mass_gi\#
    \00\00\00\08\00\00\00\00\00\00\00\00\06methodt\00\00\00\05scale\07sigma_gd\00\00\00\08@\04\00\00\00\#
    \00\00\00
    """#,
    "acceptance": #"""
    \01\09\05countt\00\00\00\02N1\0acounted_ati\00\00\00\08\00\06&\1f\15\18\00\00\08facilityt\00\00\00\#
    \04yard\04lotsL\00\00\00\02\00\00\00'\01\09\0cdifference_gi\00\00\00\08\00\00\00\00\00\00\00\04\03lo\#
    tt\00\00\00\02T1\00\00\00'\01\09\0cdifference_gi\00\00\00\08\ff\ff\ff\ff\ff\ff\ff\fd\03lott\00\00\00\#
    \02T2
    """#,
    "party": #"""
    \01\14\04namet\00\00\00\0f\e7\95\8c\e9\a6\96\e5\9b\9e\e6\94\b6\e7\ab\99\05partyt\00\00\00\02S1\08pro\#
    vincet\00\00\00\06341282
    """#,
    "facility": #"""
    \01\15\13capacity_t_per_yeari\00\00\00\08\00\00\00\1b\f0\8e\b0\00\08facilityt\00\00\00\05smelt\04nam\#
    et\00\00\00\09\e5\86\b6\e7\82\bc\e5\8e\82\08operatort\00\00\00\08Tianneng
    """#,
    "material": #"""
    \01\16\08materialt\00\00\00\04lead\07name_ent\00\00\00\04lead\07name_zht\00\00\00\03\e9\93\85\08repo\#
    rtedd\00\00\00\08?\f0\00\00\00\00\00\00\04rolet\00\00\00\07product\06streamt\00\00\00\07battery
    """#,
    "composition": #"""
    \01\17\08fractioni\00\00\00\08\00\01\c6\bfRc@\00\08materialt\00\00\00\09scrap-lab\05sigmad\00\00\00\#
    \08?\84z\e1G\ae\14{\09substancet\00\00\00\02Pb\0avalid_fromi\00\00\00\08\00\06&\1f\15\18\00\00
    """#,
    "assay": #"""
    \01\18\08fractioni\00\00\00\08\00\03\8d~\a4\c6\80\00\03lott\00\00\00\02T1\05sigmad\00\00\00\08\00\00\#
    \00\00\00\00\00\00\09substancet\00\00\00\02Pb
    """#,
    "history": #"""
    \01\19\06mass_gi\00\00\00\08\00\00\00\00\00\00\00\05\08materialt\00\00\00\04lead\06periodt\00\00\00\#
    \071900-01\05tablet\00\00\00\06output\05unitsi\00\00\00\08\00\00\00\00\00\00\00\00
    """#,
    "reversal": #"""
    \01\1f\02ati\00\00\00\08\00\06&\1f\15\18\00\00\08documentt\00\00\00\02T1\05entryi\00\00\00\08\00\00\#
    \00\00\00\00\00\0c\04kindt\00\00\00\06intake\06reasont\00\00\00\0btyped\20twice
    """#,
    "close": #"""
    \01!\06periodt\00\00\00\071900-01
    """#,
]
